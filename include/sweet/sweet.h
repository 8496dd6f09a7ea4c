/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#define SWEET_INSIDE
#include <sweet/sweet-error.h>
#include <sweet/sweet-suggest.h>
#include <sweet/sweet-task-id.h>
#include <sweet/sweet-units.h>
#include <sweet/sweet-enum-types.h>
#undef SWEET_INSIDE
