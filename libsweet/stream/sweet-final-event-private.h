/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet-collector.h>
#include <sweet/sweet-final-event.h>

G_BEGIN_DECLS

/* keeps references and a copy of the error; times in µs since 1970 UTC. What was collected is taken
 * down here, so call it when nothing is collected any more */
SweetFinalEvent *sweet_final_event_new (SweetTaskId *task_id,
                                        SweetOutcome outcome,
                                        const GError *error,
                                        SweetCollector *collector,
                                        guint64 n_records,
                                        guint64 n_skipped,
                                        guint64 n_errors,
                                        GPtrArray *errors,
                                        gint64 started_at,
                                        gint64 ended_at);

G_END_DECLS
