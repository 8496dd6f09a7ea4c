/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* the breakers of this process that share their names, each as long as anybody holds it */
SweetCircuitBreaker *sweet_circuit_table_get (const char *name);
void sweet_circuit_table_forget (const char *name,
                                 gpointer breaker);

G_END_DECLS
