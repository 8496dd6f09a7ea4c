/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

#include <string.h>

G_BEGIN_DECLS

struct _SweetSchema
{
  GObject parent_instance;

  GStrv names;
  GStrv texts; /* the names as valid UTF-8; the same array where they are */
  guint n_columns;
  gboolean open;
  gboolean distinct;
  GHashTable *positions;
};

SweetSchema *sweet_schema_extend (SweetSchema *self,
                                  const char *const *more,
                                  guint n_more);

/* for a name that was asked for before, or that follows the one which was: a comparison instead of a look-up.
 * @hint is what was found last, whatever the schema; 0 at first. */
static inline int
sweet_schema_find_again (SweetSchema *self,
                         const char *name,
                         guint *hint)
{
  int position;

  /* of columns with the same name only the first is ever found */
  for (guint i = *hint; self->distinct && i < self->n_columns && i <= *hint + 1; i++)
    if (strcmp (self->names[i], name) == 0)
      {
        *hint = i;
        return (int) i;
      }

  position = sweet_schema_find (self, name);
  if (position >= 0)
    *hint = (guint) position;
  return position;
}

G_END_DECLS
