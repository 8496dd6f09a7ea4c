/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-circuit-table-private.h"

/* counted, so that no breaker is called or freed while the table is locked */
typedef struct
{
  GWeakRef breaker;
  gpointer owner;
} SweetCircuitEntry;

static GMutex sweet_circuit_table_lock;
static GHashTable *sweet_circuit_table;

static void
sweet_circuit_entry_clear (gpointer data)
{
  g_weak_ref_clear (&((SweetCircuitEntry *) data)->breaker);
}

static void
sweet_circuit_entry_release (gpointer entry)
{
  g_atomic_rc_box_release_full (entry, sweet_circuit_entry_clear);
}

static SweetCircuitEntry *
sweet_circuit_table_lookup (const char *name)
{
  SweetCircuitEntry *entry;

  g_mutex_lock (&sweet_circuit_table_lock);
  if (sweet_circuit_table == NULL)
    sweet_circuit_table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sweet_circuit_entry_release);
  entry = g_hash_table_lookup (sweet_circuit_table, name);
  if (entry != NULL)
    g_atomic_rc_box_acquire (entry);
  g_mutex_unlock (&sweet_circuit_table_lock);
  return entry;
}

/* gives the name to @breaker in place of @seen, whose breaker is gone; FALSE where another was first */
static gboolean
sweet_circuit_table_add (const char *name,
                         SweetCircuitBreaker *breaker,
                         SweetCircuitEntry *seen)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&sweet_circuit_table_lock);
  SweetCircuitEntry *entry;

  if (g_hash_table_lookup (sweet_circuit_table, name) != seen)
    return FALSE;

  entry = g_atomic_rc_box_new0 (SweetCircuitEntry);
  g_weak_ref_init (&entry->breaker, breaker);
  entry->owner = breaker;
  g_hash_table_replace (sweet_circuit_table, g_strdup (name), entry);
  return TRUE;
}

SweetCircuitBreaker *
sweet_circuit_table_get (const char *name)
{
  for (;;)
    {
      SweetCircuitEntry *entry = sweet_circuit_table_lookup (name);
      SweetCircuitBreaker *breaker = entry != NULL ? g_weak_ref_get (&entry->breaker) : NULL;
      gboolean found = breaker != NULL;

      if (!found)
        {
          breaker = sweet_circuit_breaker_new (name);
          found = sweet_circuit_table_add (name, breaker, entry);
        }
      g_clear_pointer (&entry, sweet_circuit_entry_release);
      if (found)
        return breaker;

      /* another thread was first */
      g_object_unref (breaker);
    }
}

/* a breaker of that name is being finalized; it may have never been in the table, or not be any more */
void
sweet_circuit_table_forget (const char *name,
                            gpointer breaker)
{
  SweetCircuitEntry *entry;

  g_mutex_lock (&sweet_circuit_table_lock);
  entry = sweet_circuit_table != NULL ? g_hash_table_lookup (sweet_circuit_table, name) : NULL;
  if (entry != NULL && entry->owner == breaker)
    g_hash_table_remove (sweet_circuit_table, name);
  g_mutex_unlock (&sweet_circuit_table_lock);
}
