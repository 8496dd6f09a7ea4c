/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Writes JSON text, indented by two blanks or in one line. Commas and line ends come by themselves; a name comes
 * before every value inside an object. */
typedef struct _SweetJsonWriter SweetJsonWriter;

SweetJsonWriter *sweet_json_writer_new (gboolean indented);
void sweet_json_writer_free (SweetJsonWriter *self);

void sweet_json_writer_begin_object (SweetJsonWriter *self);
void sweet_json_writer_end_object (SweetJsonWriter *self);
void sweet_json_writer_begin_array (SweetJsonWriter *self);
void sweet_json_writer_end_array (SweetJsonWriter *self);

void sweet_json_writer_add_name (SweetJsonWriter *self,
                                 const char *name);

/* null for NULL; what is not UTF-8 is replaced */
void sweet_json_writer_add_string (SweetJsonWriter *self,
                                   const char *text);
void sweet_json_writer_add_boolean (SweetJsonWriter *self,
                                    gboolean value);
void sweet_json_writer_add_int64 (SweetJsonWriter *self,
                                  gint64 value);
void sweet_json_writer_add_uint64 (SweetJsonWriter *self,
                                   guint64 value);
/* null where JSON has no such number */
void sweet_json_writer_add_double (SweetJsonWriter *self,
                                   double value);

/* the whole text, with a line end */
const char *sweet_json_writer_finish (SweetJsonWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SweetJsonWriter, sweet_json_writer_free)

G_END_DECLS
