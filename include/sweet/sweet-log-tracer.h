/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-tracer.h>

G_BEGIN_DECLS

#define SWEET_TYPE_LOG_TRACER (sweet_log_tracer_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetLogTracer, sweet_log_tracer, SWEET, LOG_TRACER, SweetTracer)

SWEET_AVAILABLE_IN_ALL
SweetLogTracer *sweet_log_tracer_new (const char *domain);

SWEET_AVAILABLE_IN_ALL
const char *sweet_log_tracer_get_domain (SweetLogTracer *self);

G_END_DECLS
