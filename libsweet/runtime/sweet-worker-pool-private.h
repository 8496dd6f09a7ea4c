/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*SweetWorkFunc) (gpointer data);

void sweet_worker_pool_reserve (guint n_threads);
void sweet_worker_pool_release (guint n_threads);
void sweet_worker_pool_push (SweetWorkFunc func,
                             gpointer data);

G_END_DECLS
