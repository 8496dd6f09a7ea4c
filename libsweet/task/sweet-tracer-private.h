/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* any thread */
void sweet_tracer_log (SweetTracer *self,
                       SweetSpan *span,
                       GLogLevelFlags level,
                       const char *message);
void sweet_tracer_finish (SweetTracer *self,
                          SweetSpan *span);
void sweet_tracer_release (SweetTracer *self);

G_END_DECLS
