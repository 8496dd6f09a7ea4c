/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-buffer.h>
#include <sweet/sweet-chunk.h>
#include <sweet/sweet-element.h>
#include <sweet/sweet-row-writer.h>

G_BEGIN_DECLS

/**
 * SweetOnError:
 * @SWEET_ON_ERROR_STOP: the first malformed record ends the stream with an error
 * @SWEET_ON_ERROR_SKIP: malformed records are left out and counted
 *
 * What a format does about a malformed record.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_ON_ERROR_STOP,
  SWEET_ON_ERROR_SKIP,
} SweetOnError;

/**
 * SweetDecodeInput:
 * @base: what all offsets are counted from
 * @start: where to begin: the first byte of a record, unless @state says otherwise
 * @end: where the bytes end
 * @at_end: whether the input ends there
 * @max_records: stop behind that many records, good or bad; 0 means no limit
 * @max_record_size: a record of more bytes (without its line end) is an error
 * @consumed: (out): where the next record begins: behind the last whole record and the line end
 *   after it; set by the format
 * @state: (inout): 0, or a word of the format's own when @consumed ends inside a record that is
 *   being left out; the next call gets it back
 * @scanned: (inout): how far an earlier call, which found no whole record, has looked; @start in a
 *   first call
 * @hint: (inout): a word of the format's own that goes with @scanned
 *
 * What a format is given to decode.
 *
 * Since: 1.0
 */
typedef struct _SweetDecodeInput SweetDecodeInput;
struct _SweetDecodeInput
{
  const guint8 *base;
  guint32 start;
  guint32 end;
  gboolean at_end;
  guint max_records;
  guint64 max_record_size;
  guint32 consumed;
  guint32 scanned;
  guint64 state;
  guint64 hint;
};

#define SWEET_TYPE_FORMAT (sweet_format_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (SweetFormat, sweet_format, SWEET, FORMAT, SweetElement)

/**
 * SweetFormatClass:
 * @parent_class: the parent
 * @begin: (skip): looks at the beginning of the input until the columns are known. Returns %TRUE
 *   and sets @schema when they are and @consumed to where the first record starts; %TRUE without a
 *   schema when it needs more bytes (never when in->at_end), behind those that it consumed, and gets
 *   @scanned and @hint back with them; %FALSE with @error. Record and line numbers of the records
 *   that follow start at 1 and at 1 + rows->n_lines, so it adds the lines it consumed there and
 *   writes no row. On failure the error's place is given by sweet_row_writer_add_error() instead when
 *   it has one, and @error stays unset.
 * @guess_start: (skip): the offset from @data where the first whole record probably starts in
 *   @size bytes from the middle of the input, or -1 if it cannot tell. Only speed depends on it.
 *   %NULL: the format cannot start in the middle.
 * @decode: (skip): finds all whole records of the input and writes their rows. A record is decoded
 *   the same way wherever blocks begin and end. A bad record is told to
 *   sweet_row_writer_add_error(), which returns whether to go on behind it. The last record counts
 *   as whole when in->at_end.
 * @describe_error: (skip): the text for a bad record: what is wrong and which option would accept
 *   it, without the place. The bytes of the record are still there.
 * @encode_header: (skip): writes what comes before the first record, once. %NULL: nothing does, and
 *   records may have any columns.
 * @encode: (skip): appends the rows of @chunk to @out. @header is the schema that @encode_header
 *   got, %NULL without one. On an error the rows before the bad one stay in @out.
 *
 * The class of formats, which turn bytes into records and back. One class does both; where bytes
 * arrive the engine decodes, where records arrive it encodes. All functions are for C and run on
 * workers; a script that wants to decode is a #SweetProcessor from bytes to records.
 *
 * Since: 1.0
 */
struct _SweetFormatClass
{
  SweetElementClass parent_class;

  gboolean (*begin) (SweetFormat *self,
                     SweetDecodeInput *in,
                     SweetRowWriter *rows,
                     SweetSchema **schema,
                     GError **error);
  gssize (*guess_start) (SweetFormat *self,
                         const guint8 *data,
                         gsize size);
  void (*decode) (SweetFormat *self,
                  SweetDecodeInput *in,
                  SweetRowWriter *rows);
  char *(*describe_error) (SweetFormat *self,
                           const guint8 *base,
                           const SweetRowError *error);
  gboolean (*encode_header) (SweetFormat *self,
                             SweetSchema *header,
                             SweetBuffer *out,
                             GError **error);
  gboolean (*encode) (SweetFormat *self,
                      SweetChunk *chunk,
                      SweetSchema *header,
                      SweetBuffer *out,
                      GError **error);

  /*< private >*/
  gpointer reserved[16];
};

SWEET_AVAILABLE_IN_ALL
SweetOnError sweet_format_get_on_error (SweetFormat *self);
SWEET_AVAILABLE_IN_ALL
guint64 sweet_format_get_max_record_size (SweetFormat *self);
SWEET_AVAILABLE_IN_ALL
void sweet_format_set_layout (SweetFormat *self,
                              const SweetRowLayout *layout);

G_END_DECLS
