/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* the walker against the scanner, which knows the grammar bytewise and guesses nothing */
#include "../../../plugins/jsonl/sweet-jsonl-scanner.c"
#include "../../../plugins/jsonl/sweet-jsonl-text.c"
#include "../../../plugins/jsonl/sweet-jsonl-walker.c"

#include <gio/gio.h>

#define MAX_COLUMNS 64
#define MAX_ENTRIES (1 + 2 * MAX_COLUMNS)

/* columns by the bytes of their keys */
typedef struct
{
  SweetJsonlWalker walker;
  SweetJsonlPattern patterns[MAX_COLUMNS];
  char *keys[MAX_COLUMNS];
} Columns;

static guint
find_column (Columns *columns,
             const SweetJsonlMember *member)
{
  SweetJsonlWalker *walker = &columns->walker;
  g_autofree char *key = g_strndup ((const char *) member->key, (gsize) (member->key_end - member->key));
  guint column = 0;

  while (column < walker->n_columns && !g_str_equal (columns->keys[column], key))
    column++;
  if (column < walker->n_columns)
    return column;

  g_assert_cmpuint (column, <, MAX_COLUMNS);
  columns->keys[column] = g_steal_pointer (&key);
  columns->patterns[column].length = 0;
  walker->n_columns++;
  walker->n_slots = walker->n_columns;

  return column;
}

/* gives whether the scanner takes the line, and its entries */
static gboolean
scan_line (Columns *columns,
           const guint8 *line,
           const guint8 *end,
           guint32 *entries)
{
  const guint8 *base = columns->walker.base;
  SweetJsonlScanner scanner;
  SweetJsonlMember member;
  SweetJsonlStep step;

  sweet_jsonl_leave_out (entries, 0, MAX_COLUMNS);
  sweet_jsonl_scanner_init (&scanner, line, end);

  while ((step = sweet_jsonl_scanner_next (&scanner, &member)) == SWEET_JSONL_STEP_MEMBER)
    {
      guint column = find_column (columns, &member);
      gboolean plain = *member.value == '"' && memchr (member.value, '\\', (gsize) (member.value_end - member.value)) == NULL;

      entries[1 + 2 * column] = (guint32) (member.value - base) + (plain ? 1 : 0);
      entries[2 + 2 * column] = (guint32) (member.value_end - base) - (plain ? 1 : 0);
    }

  return step == SWEET_JSONL_STEP_END && *line == '{';
}

static gboolean
walk_line (Columns *columns,
           const guint8 *line,
           guint32 *entries)
{
  SweetJsonlWalker *walker = &columns->walker;
  SweetJsonlWalk walk = sweet_jsonl_walker_begin (walker, line, entries);

  while (walk == SWEET_JSONL_WALK_KEY)
    {
      sweet_jsonl_walker_learn (walker, find_column (columns, &walker->member));
      walk = sweet_jsonl_walker_go_on (walker, entries);
    }

  return walk == SWEET_JSONL_WALK_END;
}

/* walks all lines, with nothing readable behind what may be read; gives how many were taken */
static guint
assert_agrees (const char *text,
               gsize length)
{
  g_autofree guint8 *bytes = g_malloc (length + SWEET_JSONL_STEP);
  g_autofree Columns *columns = g_new0 (Columns, 1);
  const guint8 *end;
  guint n_taken = 0;

  memcpy (bytes, text, length);
  memset (bytes + length, '"', SWEET_JSONL_STEP);
  columns->walker.base = bytes;
  columns->walker.limit = bytes + length - 1;
  columns->walker.patterns = columns->patterns;

  for (const guint8 *line = bytes; line < bytes + length; line = end + 1)
    {
      guint32 expected[MAX_ENTRIES];
      guint32 found[MAX_ENTRIES];
      gboolean taken;

      end = memchr (line, '\n', (gsize) (bytes + length - line));
      /* the walker first: what it guesses must not come from the line itself */
      taken = walk_line (columns, line, found);
      if (scan_line (columns, line, end, expected) != taken)
        g_error ("the walker %s “%.*s”", taken ? "takes" : "refuses", (int) (end - line), line);
      if (!taken)
        continue;

      n_taken++;
      g_assert_true (columns->walker.p == end);
      for (guint i = 1; i <= 2 * columns->walker.n_columns; i++)
        g_assert_cmpuint (found[i], ==, expected[i]);
    }

  for (guint i = 0; i < columns->walker.n_columns; i++)
    g_free (columns->keys[i]);

  return n_taken;
}

static void
assert_walks (const char *text,
              guint n_taken)
{
  g_assert_cmpuint (assert_agrees (text, strlen (text)), ==, n_taken);
}

static void
test_lines (void)
{
  assert_walks ("{}\n{ }\r\n{\"a\":1}\n{\"a\":2}\n{}\n", 5);
  assert_walks ("{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"yy\"}\r\n{\"b\":\"z\"} \t\n{\"b\":1,\"a\":2}\n{\"c\":[1,{\"d\":2}],\"a\":null}\n", 5);
  assert_walks ("{\"a\": 1, \"b\": true}\n{\"a\": 2, \"b\": false}\n{\"a\":1,\"b\":2}\n{ \"a\" : 1 , \"b\" : 2 }\n", 4);
  assert_walks ("{\"a\":1,\"a\":2}\n{\"a\":1,\"a\":2}\n{\"a\":1}\n{\"\":\"\"}\n", 4);
  assert_walks (" {}\n\n\r\n[]\n{}\n{}}\n{},\n", 1);
}

/* a line cut off anywhere behind lines with the same keys, and the rest of it as a line */
static void
test_cut (void)
{
  static const char line[] = "{\"ab\":\"c\\u00e9\xc3\xa9 and some more that is plain\",\"d\":-12.50e+3,\"e\":[true,{\"f\":\"]\"}],\"g\":null,\"h\":false}";

  for (gsize cut = 0; cut < sizeof line; cut++)
    {
      g_autofree char *text = g_strdup_printf ("%s\n%s\n%.*s\n%s\n%s\n", line, line, (int) cut, line, line + cut, line);

      assert_walks (text, cut == 0 || cut == sizeof line - 1 ? 4 : 3);
    }
}

/* every byte at every place of a line that is guessed */
static void
test_bytes (void)
{
  static const char line[] = "{\"k\":\"0123456789abcdef0123456789abcdef01234567\",\"n\":10.5,\"t\":true,\"z\":0}";

  for (gsize place = 0; place < sizeof line - 1; place++)
    {
      for (guint value = 0; value < 256; value++)
        {
          g_autofree char *text = g_strdup_printf ("%s\n%s\n%s\n", line, line, line);

          text[sizeof line + place] = (char) value;
          assert_agrees (text, 3 * sizeof line);
        }
    }
}

static guint
pick (guint n)
{
  return (guint) g_test_rand_int_range (0, (gint32) n);
}

static const char *const keys[] = {
  "\"a\"",
  "\"b\"",
  "\"name\"",
  "\"\"",
  "\"x\\u0041\"",
  "\"a key that is longer than what is compared at once\"",
  "\"a key that is longer than what is compared at once, too\"",
};

static void
append_string (GString *out)
{
  static const char *const parts[] = { "\\n", "\\\"", "\\u20ac", "\\ud83d\\ude00", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\x7f" };
  static const char *const wrong[] = { "\\x", "\\u12g4", "\\ud800", "\xc3", "\xed\xa0\x80", "\t", "\\" };
  guint n_parts = pick (4);

  g_string_append_c (out, '"');
  for (guint i = 0; i < n_parts; i++)
    {
      guint kind = pick (40);

      for (guint n = pick (40); n > 0; n--)
        g_string_append_c (out, (char) ('a' + n % 26));
      if (kind == 0)
        g_string_append (out, wrong[pick (G_N_ELEMENTS (wrong))]);
      else if (kind < 15)
        g_string_append (out, parts[pick (G_N_ELEMENTS (parts))]);
    }
  g_string_append_c (out, '"');
}

static void
append_value (GString *out)
{
  static const char *const values[] = {
    "true", "false", "null", "0", "-0", "0.0", "1e5", "1E-5", "12345678901234567890123456789012345678901234567890", "-1.5e+300",
    "[]", "{}", "[1, \"]\"]", "{\"a\":{\"b\":[{}]}}", "01", "1.", "-", ".5", "+1", "1e", "tru", "nul", "falsy", "[1,]", "{\"a\"}", "{", "]", ""
  };

  switch (pick (4))
    {
    case 0:
      /* mostly what is well formed */
      g_string_append (out, values[pick (pick (20) == 0 ? G_N_ELEMENTS (values) : 14)]);
      break;
    case 1:
      g_string_append_printf (out, "%d", g_test_rand_int_range (-100, 100000));
      break;
    default:
      append_string (out);
      break;
    }
}

/* keys that often come in one order, all of them or some */
static void
append_line (GString *out,
             guint style)
{
  static const char *const colons[] = { ":", ": ", " :\t" };
  static const char *const commas[] = { ",", ", ", "\r, " };
  gboolean shuffled = pick (10) == 0;
  gboolean first = TRUE;

  g_string_append_c (out, '{');
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gsize key = shuffled ? pick (G_N_ELEMENTS (keys)) : i;

      if (pick (8) == 0)
        continue;
      if (!first)
        g_string_append (out, commas[style]);
      first = FALSE;
      g_string_append (out, keys[key]);
      g_string_append (out, colons[style]);
      append_value (out);
    }
  g_string_append (out, g_test_rand_bit () ? "}" : "}\r");
  g_string_append_c (out, '\n');
}

static void
test_random (void)
{
  guint n_taken = 0;

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      guint style = pick (3);

      for (guint line = 0; line < 60; line++)
        {
          gsize start = text->len;

          append_line (text, pick (20) == 0 ? pick (3) : style);
          if (pick (10) == 0)
            text->str[start + pick ((guint) (text->len - 1 - start))] = (char) pick (256);
        }
      n_taken += assert_agrees (text->str, text->len);
    }

  /* what is made here is no test when it is all wrong */
  g_assert_cmpuint (n_taken, >, 300 * 60 / 4);
}

/* values of one width for long, and then of another */
static void
test_widths (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_lines = 0;

  for (int width = 1; width < 80; width++)
    {
      for (guint i = 0; i < SWEET_JSONL_STEADY + 8; i++, n_lines++)
        g_string_append_printf (text, "{\"a\":\"%0*u\",\"b\":1%0*u,\"c\":[%0*u]}\n", width, i, width, i, width / 40, 0);
    }

  assert_walks (text->str, n_lines);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("lines walked with guesses, against the grammar");

  g_test_add_func ("/sweet/jsonl-walker/lines", test_lines);
  g_test_add_func ("/sweet/jsonl-walker/cut", test_cut);
  g_test_add_func ("/sweet/jsonl-walker/bytes", test_bytes);
  g_test_add_func ("/sweet/jsonl-walker/random", test_random);
  g_test_add_func ("/sweet/jsonl-walker/widths", test_widths);

  return g_test_run ();
}
