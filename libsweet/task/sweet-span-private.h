/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* begins a span below @parent, or one with a trace of its own where that is NULL. what the tracer has
 * switched off, or no tracer at all, gives a span that records nothing. */
SweetSpan *sweet_span_begin (SweetTracer *tracer,
                             SweetSpan *parent,
                             const char *name,
                             SweetTaskId *task_id);

G_END_DECLS
