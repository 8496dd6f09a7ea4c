/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <gio/gio.h>

#include <sweet/sweet-cell.h>
#include <sweet/sweet-schema.h>
#include <sweet/sweet-task-id.h>
#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

#define SWEET_TYPE_CHUNK (sweet_chunk_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetChunk, sweet_chunk, SWEET, CHUNK, GObject)

SWEET_AVAILABLE_IN_ALL
SweetChunk *sweet_chunk_new_bytes (GBytes *bytes);

SWEET_AVAILABLE_IN_ALL
SweetChunk *sweet_chunk_copy (SweetChunk *self,
                              GError **error);

SWEET_AVAILABLE_IN_ALL
SweetSchema *sweet_chunk_get_schema (SweetChunk *self);
SWEET_AVAILABLE_IN_ALL
guint sweet_chunk_get_n_rows (SweetChunk *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_chunk_get_sequence (SweetChunk *self);
SWEET_AVAILABLE_IN_ALL
SweetTaskId *sweet_chunk_get_task_id (SweetChunk *self);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_chunk_get_timestamp (SweetChunk *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_chunk_get_source (SweetChunk *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_chunk_get_record_number (SweetChunk *self,
                                       guint row);
SWEET_AVAILABLE_IN_ALL
gint64 sweet_chunk_get_offset (SweetChunk *self,
                               guint row);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_chunk_is_stale (SweetChunk *self);

SWEET_AVAILABLE_IN_ALL
char *sweet_chunk_dup_text (SweetChunk *self,
                            guint row,
                            guint column,
                            GError **error);
SWEET_AVAILABLE_IN_ALL
char **sweet_chunk_dup_texts (SweetChunk *self,
                              guint column,
                              GError **error);
SWEET_AVAILABLE_IN_ALL
GBytes *sweet_chunk_dup_int64s (SweetChunk *self,
                                guint column,
                                GError **error);
SWEET_AVAILABLE_IN_ALL
GBytes *sweet_chunk_dup_doubles (SweetChunk *self,
                                 guint column,
                                 GError **error);
SWEET_AVAILABLE_IN_ALL
GBytes *sweet_chunk_dup_timestamps (SweetChunk *self,
                                    guint column,
                                    GError **error);
SWEET_AVAILABLE_IN_ALL
GBytes *sweet_chunk_dup_bytes (SweetChunk *self,
                               GError **error);

SWEET_AVAILABLE_IN_ALL
const SweetCell *sweet_chunk_get_column (SweetChunk *self,
                                         guint column,
                                         GError **error);
SWEET_AVAILABLE_IN_ALL
const gint64 *sweet_chunk_get_int64s (SweetChunk *self,
                                      guint column,
                                      const guint8 **valid,
                                      GError **error);
SWEET_AVAILABLE_IN_ALL
const double *sweet_chunk_get_doubles (SweetChunk *self,
                                       guint column,
                                       GError **error);
SWEET_AVAILABLE_IN_ALL
const gint64 *sweet_chunk_get_timestamps (SweetChunk *self,
                                          guint column,
                                          const guint8 **valid,
                                          GError **error);
SWEET_AVAILABLE_IN_ALL
const guint8 *sweet_chunk_peek_bytes (SweetChunk *self,
                                      gsize *size,
                                      GError **error);

SWEET_AVAILABLE_IN_ALL
void sweet_chunk_select_rows (SweetChunk *self,
                              const guint32 *rows,
                              guint n_rows);
SWEET_AVAILABLE_IN_ALL
void sweet_chunk_select_columns (SweetChunk *self,
                                 SweetSchema *schema,
                                 const int *columns,
                                 guint n_columns);

G_END_DECLS
