/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* no number of a set */
#define SWEET_ID_NONE G_MAXINT64

/* a set of numbers that come and go: open addressing without marks for those that have gone */
typedef struct
{
  gint64 *slots; /* SWEET_ID_NONE where there is none; NULL before the first one */
  gsize n_slots;
  gsize n_ids;
} SweetIdSet;

void sweet_id_set_clear (SweetIdSet *self);

gsize sweet_id_set_get_memory (const SweetIdSet *self);

/* FALSE where it is there already */
gboolean sweet_id_set_add (SweetIdSet *self,
                           gint64 id);
void sweet_id_set_remove (SweetIdSet *self,
                          gint64 id);

G_END_DECLS
