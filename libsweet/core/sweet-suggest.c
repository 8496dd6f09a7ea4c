/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet-suggest.h>

#include <string.h>

/* names longer than this are no typing mistakes of one another, and rows stay on the stack */
#define SWEET_SUGGEST_MAX_LENGTH 64

/* optimal string alignment: insert, delete, replace, swap two neighbours; each letter edited once */
static gsize
sweet_suggest_distance (const char *a,
                        gsize a_len,
                        const char *b,
                        gsize b_len)
{
  gsize rows[3][SWEET_SUGGEST_MAX_LENGTH + 1];

  for (gsize j = 0; j <= b_len; j++)
    rows[0][j] = j;

  for (gsize i = 1; i <= a_len; i++)
    {
      gsize *row = rows[i % 3];
      const gsize *above = rows[(i + 2) % 3];
      const gsize *above2 = rows[(i + 1) % 3];

      row[0] = i;
      for (gsize j = 1; j <= b_len; j++)
        {
          char x = g_ascii_tolower (a[i - 1]);
          char y = g_ascii_tolower (b[j - 1]);
          gboolean swapped = i > 1 && j > 1 && x == g_ascii_tolower (b[j - 2]) && y == g_ascii_tolower (a[i - 2]);

          row[j] = MIN (MIN (above[j], row[j - 1]) + 1, above[j - 1] + (x != y));
          if (swapped)
            row[j] = MIN (row[j], above2[j - 2] + 1);
        }
    }

  return rows[a_len % 3][b_len];
}

/**
 * sweet_suggest_nearest:
 * @name: what somebody wrote
 * @candidates: (array zero-terminated=1): the names that exist
 *
 * Finds the name that was probably meant, for the "did you mean" of an error message.
 *
 * Inserted, missing, wrong and swapped letters count one each, upper and lower case are the same.
 * A candidate is near if it differs in at most two letters, or in at most a third of the longer
 * name; so for a short name at least one letter must be shared. Among equals the first one wins.
 *
 * Returns: (nullable) (transfer none): the nearest of @candidates, or %NULL if none is near
 *
 * Since: 1.0
 */
const char *
sweet_suggest_nearest (const char *name,
                       const char *const *candidates)
{
  const char *nearest = NULL;
  gsize nearest_distance = G_MAXSIZE;
  gsize name_len;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (candidates != NULL, NULL);

  name_len = strlen (name);
  if (name_len > SWEET_SUGGEST_MAX_LENGTH)
    return NULL;

  for (gsize i = 0; candidates[i] != NULL; i++)
    {
      gsize len = strlen (candidates[i]);
      gsize longer = MAX (len, name_len);
      gsize distance;

      if (len > SWEET_SUGGEST_MAX_LENGTH)
        continue;

      distance = sweet_suggest_distance (name, name_len, candidates[i], len);
      if (distance > MAX (2, longer / 3) || distance >= longer || distance >= nearest_distance)
        continue;

      nearest = candidates[i];
      nearest_distance = distance;
    }

  return nearest;
}
