/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* the same without instructions of a certain processor */
#define SWEET_JSONL_PORTABLE
#include "test-jsonl-walker.c"
