/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <sweet/sweet.h>

G_BEGIN_DECLS

/**
 * SweetCsvRagged:
 * @SWEET_CSV_RAGGED_ERROR: a record with more or fewer fields than the header is malformed
 * @SWEET_CSV_RAGGED_ACCEPT: missing cells are absent, surplus fields are dropped
 *
 * What the csv format does about a record with another number of fields than the header.
 */
typedef enum
{
  SWEET_CSV_RAGGED_ERROR,
  SWEET_CSV_RAGGED_ACCEPT,
} SweetCsvRagged;

/**
 * SweetCsvStrayQuotes:
 * @SWEET_CSV_STRAY_QUOTES_ERROR: a quote inside an unquoted field is malformed
 * @SWEET_CSV_STRAY_QUOTES_LITERAL: it is data, as in `5" pipe`
 *
 * What the csv format does about a quote inside an unquoted field.
 */
typedef enum
{
  SWEET_CSV_STRAY_QUOTES_ERROR,
  SWEET_CSV_STRAY_QUOTES_LITERAL,
} SweetCsvStrayQuotes;

#define SWEET_TYPE_CSV_FORMAT (sweet_csv_format_get_type ())

G_DECLARE_FINAL_TYPE (SweetCsvFormat, sweet_csv_format, SWEET, CSV_FORMAT, SweetFormat)

G_END_DECLS
