/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/* how many tasks may be at work at once: each has a place while it is, and those behind wait for one, the most
 * urgent first. the links of those that wait are theirs, with the task as data. */
typedef struct _SweetTaskLimit SweetTaskLimit;

SweetTaskLimit *sweet_task_limit_new (guint max);
SweetTaskLimit *sweet_task_limit_ref (SweetTaskLimit *self);
void sweet_task_limit_unref (SweetTaskLimit *self);
guint sweet_task_limit_get_max (SweetTaskLimit *self);

/* any thread. TRUE for a place; FALSE where the link waits for one. */
gboolean sweet_task_limit_enter (SweetTaskLimit *self,
                                 GList *link,
                                 SweetPriority priority);
/* whether the link still waited; if not, a place is on its way to it */
gboolean sweet_task_limit_withdraw (SweetTaskLimit *self,
                                    GList *link,
                                    SweetPriority priority);
/* gives a place back, to whoever is returned, or NULL */
gpointer sweet_task_limit_leave (SweetTaskLimit *self);

/* work that needs the main context may be in the way of others */
void sweet_task_limit_set_on_context (SweetTaskLimit *self);
gboolean sweet_task_limit_is_on_context (SweetTaskLimit *self);

G_END_DECLS
