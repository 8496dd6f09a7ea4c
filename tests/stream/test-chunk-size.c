/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include <sweet/sweet.h>

#include "sweet-test.h"

static void
assert_size (SweetChunkSize *size,
             SweetChunkUnit unit,
             guint64 count)
{
  g_autoptr (SweetChunkSize) owned = size;

  g_assert_cmpint (sweet_chunk_size_get_unit (owned), ==, unit);
  g_assert_cmpuint (sweet_chunk_size_get_count (owned), ==, count);
}

static void
test_units (SweetTest *test,
            gconstpointer data)
{
  assert_size (sweet_chunk_size_new_rows (100), SWEET_CHUNK_UNIT_ROWS, 100);
  assert_size (sweet_chunk_size_new_items (1), SWEET_CHUNK_UNIT_ITEMS, 1);
  assert_size (sweet_chunk_size_new_lines (7), SWEET_CHUNK_UNIT_LINES, 7);
  assert_size (sweet_chunk_size_new_bytes (SWEET_MIB (1)), SWEET_CHUNK_UNIT_BYTES, 1048576);
  assert_size (sweet_chunk_size_new (SWEET_CHUNK_UNIT_BYTES, G_MAXUINT64), SWEET_CHUNK_UNIT_BYTES, G_MAXUINT64);
  assert_size (g_object_new (SWEET_TYPE_CHUNK_SIZE, "unit", SWEET_CHUNK_UNIT_LINES, "count", G_GUINT64_CONSTANT (3), NULL), SWEET_CHUNK_UNIT_LINES, 3);
}

static void
test_properties (SweetTest *test,
                 gconstpointer data)
{
  g_autoptr (SweetChunkSize) size = sweet_chunk_size_new_lines (12);
  SweetChunkUnit unit;
  guint64 count;

  g_object_get (size, "unit", &unit, "count", &count, NULL);
  g_assert_cmpint (unit, ==, SWEET_CHUNK_UNIT_LINES);
  g_assert_cmpuint (count, ==, 12);
}

static void
test_nothing_is_no_size (SweetTest *test,
                         gconstpointer data)
{
  g_test_expect_message ("Sweet", G_LOG_LEVEL_CRITICAL, "*count > 0*");
  g_assert_null (sweet_chunk_size_new_rows (0));
  g_test_assert_expected_messages ();
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sweet_test_add ("/sweet/chunk-size/units", test_units);
  sweet_test_add ("/sweet/chunk-size/properties", test_properties);
  sweet_test_add ("/sweet/chunk-size/nothing-is-no-size", test_nothing_is_no_size);

  return g_test_run ();
}
