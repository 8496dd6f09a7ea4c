/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

/**
 * SWEET_AVAILABLE_IN_ALL: (skip)
 *
 * Marks what the library exports; everything else is hidden.
 *
 * Since: 1.0
 */
#define SWEET_AVAILABLE_IN_ALL __attribute__ ((visibility ("default"))) extern
