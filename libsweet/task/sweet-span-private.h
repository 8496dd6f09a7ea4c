/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* begins a span below @parent, or one with a trace of its own where that is NULL. @tracer may be NULL for
 * that of the parent, @task_id for that of the parent. the first span of a trace decides whether all of
 * them record anything. */
SweetSpan *sweet_span_begin (SweetTracer *tracer,
                             SweetSpan *parent,
                             const char *name,
                             SweetTaskId *task_id);

G_END_DECLS
