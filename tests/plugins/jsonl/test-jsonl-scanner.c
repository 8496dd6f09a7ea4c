/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* the grammar alone, which knows nothing of GLib and exports nothing */
#include "../../../plugins/jsonl/sweet-jsonl-scanner.c"
#include "../../../plugins/jsonl/sweet-jsonl-text.c"

#include <gio/gio.h>

typedef struct
{
  const char *line;
  SweetJsonlFault fault;
  int offset;
} Refused;

static const char *const accepted[] = {
  "{}",
  "{ }",
  " \t\r{ \t\r} \t\r",
  "{\"\":0}",
  "{\"a\":1,\"a\":2}",
  "{\"a\":-0}",
  "{\"a\":0}",
  "{\"a\":-1}",
  "{\"a\":1234567890123456789012345678901234567890}",
  "{\"a\":0.0}",
  "{\"a\":-0.123e-10}",
  "{\"a\":1E22}",
  "{\"a\":1e+2}",
  "{\"a\":1e-2}",
  "{\"a\":0e1}",
  "{\"a\":0e+1}",
  "{\"a\":123.456e78}",
  "{\"a\":1.0e0000001}",
  "{\"a\":true,\"b\":false,\"c\":null}",
  "{\"a\":\"\"}",
  "{\"a\":\"plain\"}",
  "{\"a\":\"seven c\"}",
  "{\"a\":\"eight ch\"}",
  "{\"a\":\"nine chars\"}",
  "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}",
  "{\"a\":\"\\u0000\\u0041\\u00e9\\uFFFF\\uffff\"}",
  "{\"a\":\"\\ud834\\udd1e\"}",
  "{\"a\":\"\\uD800\\uDC00\\uDBFF\\uDFFF\"}",
  "{\"a\":\"\\ud7ff\\ue000\"}",
  "{\"a\":\"\x7f\"}",
  "{\"a\":\"\xc2\x80\xdf\xbf\"}",
  "{\"a\":\"\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\"}",
  "{\"a\":\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"}",
  "{\"a\":\"\xe2\x82\xac uro, plain, \xe2\x82\xac\"}",
  "{\"\xe2\x82\xac\":\"/\"}",
  "{\"a\":[]}",
  "{\"a\":{}}",
  "{\"a\":[ ]}",
  "{\"a\":{ }}",
  "{\"a\":[1,2,3]}",
  "{\"a\":[ 1 , \"b\" , null , [ ] , { } ]}",
  "{\"a\":{\"b\":{\"c\":[{\"d\":[[[]]]}]}}}",
  "{\"a\" : { \"b\" : 1 , \"c\" : [ true , false ] } , \"d\" : 0 }",
  "{\"a\":[{},[],{\"b\":[]},\"\"]}",
  "{\"a\":[\"]\",\"}\",\",\"]}",
};

#define REFUSED(line, fault, offset)        \
  {                                         \
    line, SWEET_JSONL_FAULT_##fault, offset \
  }

static const Refused refused[] = {
  /* what is no object */
  REFUSED ("[]", OBJECT, 0),
  REFUSED ("1", OBJECT, 0),
  REFUSED ("\"a\"", OBJECT, 0),
  REFUSED ("null", OBJECT, 0),
  REFUSED (" x", OBJECT, 1),
  REFUSED ("\xef\xbb\xbf{}", OBJECT, 0),
  REFUSED ("\v{}", OBJECT, 0),
  REFUSED ("\f{}", OBJECT, 0),
  REFUSED ("\xc2\xa0{}", OBJECT, 0),
  REFUSED ("}", OBJECT, 0),
  REFUSED (",{}", OBJECT, 0),

  /* structure */
  REFUSED ("{", KEY_OR_END, 1),
  REFUSED ("{ ", KEY_OR_END, 2),
  REFUSED ("{,}", KEY_OR_END, 1),
  REFUSED ("{a:1}", KEY_OR_END, 1),
  REFUSED ("{'a':1}", KEY_OR_END, 1),
  REFUSED ("{1:1}", KEY_OR_END, 1),
  REFUSED ("{[]:1}", KEY_OR_END, 1),
  REFUSED ("{null:1}", KEY_OR_END, 1),
  REFUSED ("{]", KEY_OR_END, 1),
  REFUSED ("{\"a\"}", COLON, 4),
  REFUSED ("{\"a\"", COLON, 4),
  REFUSED ("{\"a\" 1}", COLON, 5),
  REFUSED ("{\"a\",1}", COLON, 4),
  REFUSED ("{\"a\"=1}", COLON, 4),
  REFUSED ("{\"a\":}", VALUE, 5),
  REFUSED ("{\"a\":", VALUE, 5),
  REFUSED ("{\"a\":,}", VALUE, 5),
  REFUSED ("{\"a\"::1}", VALUE, 5),
  REFUSED ("{\"a\":]", VALUE, 5),
  REFUSED ("{\"a\":1", MEMBER_END, 6),
  REFUSED ("{\"a\":1]", MEMBER_END, 6),
  REFUSED ("{\"a\":1 \"b\":2}", MEMBER_END, 7),
  REFUSED ("{\"a\":1;\"b\":2}", MEMBER_END, 6),
  REFUSED ("{\"a\":\"b\"c}", MEMBER_END, 8),
  REFUSED ("{\"a\":1,}", KEY, 7),
  REFUSED ("{\"a\":1, }", KEY, 8),
  REFUSED ("{\"a\":1,", KEY, 7),
  REFUSED ("{\"a\":1,,\"b\":2}", KEY, 7),
  REFUSED ("{\"a\":1,2}", KEY, 7),
  REFUSED ("{}{}", LINE_END, 2),
  REFUSED ("{}}", LINE_END, 2),
  REFUSED ("{} x", LINE_END, 3),
  REFUSED ("{},", LINE_END, 2),
  REFUSED ("{}//", LINE_END, 2),
  REFUSED ("{}\0", LINE_END, 2),
  REFUSED ("{/**/}", KEY_OR_END, 1),

  /* nesting */
  REFUSED ("{\"a\":[", VALUE, 6),
  REFUSED ("{\"a\":[,]}", VALUE, 6),
  REFUSED ("{\"a\":[1,]}", VALUE, 8),
  REFUSED ("{\"a\":[1,,2]}", VALUE, 8),
  REFUSED ("{\"a\":[1 2]}", ITEM_END, 8),
  REFUSED ("{\"a\":[1", ITEM_END, 7),
  REFUSED ("{\"a\":[1}", ITEM_END, 7),
  REFUSED ("{\"a\":[}", VALUE, 6),
  REFUSED ("{\"a\":[\"b\":1]}", ITEM_END, 9),
  REFUSED ("{\"a\":[1]]}", MEMBER_END, 8),
  REFUSED ("{\"a\":{\"b\":1]}", MEMBER_END, 11),
  REFUSED ("{\"a\":{\"b\":1,}}", KEY, 12),
  REFUSED ("{\"a\":{b:1}}", KEY_OR_END, 6),
  REFUSED ("{\"a\":{\"b\"}}", COLON, 9),
  REFUSED ("{\"a\":{\"b\":}}", VALUE, 10),
  REFUSED ("{\"a\":{", KEY_OR_END, 6),
  REFUSED ("{\"a\":[[],{}", ITEM_END, 11),

  /* literals and numbers */
  REFUSED ("{\"a\":True}", VALUE, 5),
  REFUSED ("{\"a\":tru}", LITERAL, 5),
  REFUSED ("{\"a\":tru", LITERAL, 5),
  REFUSED ("{\"a\":nul", LITERAL, 5),
  REFUSED ("{\"a\":fals ", LITERAL, 5),
  REFUSED ("{\"a\":truth}", LITERAL, 5),
  REFUSED ("{\"a\":nullx}", MEMBER_END, 9),
  REFUSED ("{\"a\":NaN}", VALUE, 5),
  REFUSED ("{\"a\":Infinity}", VALUE, 5),
  REFUSED ("{\"a\":-Infinity}", DIGIT, 6),
  REFUSED ("{\"a\":+1}", VALUE, 5),
  REFUSED ("{\"a\":.5}", VALUE, 5),
  REFUSED ("{\"a\":-}", DIGIT, 6),
  REFUSED ("{\"a\":-", DIGIT, 6),
  REFUSED ("{\"a\":--1}", DIGIT, 6),
  REFUSED ("{\"a\":-.5}", DIGIT, 6),
  REFUSED ("{\"a\":1.}", DIGIT, 7),
  REFUSED ("{\"a\":1.", DIGIT, 7),
  REFUSED ("{\"a\":1.e1}", DIGIT, 7),
  REFUSED ("{\"a\":1..2}", DIGIT, 7),
  REFUSED ("{\"a\":1e}", DIGIT, 7),
  REFUSED ("{\"a\":1e", DIGIT, 7),
  REFUSED ("{\"a\":1e+}", DIGIT, 8),
  REFUSED ("{\"a\":1e+", DIGIT, 8),
  REFUSED ("{\"a\":1e1.5}", MEMBER_END, 8),
  REFUSED ("{\"a\":01}", LEADING_ZERO, 5),
  REFUSED ("{\"a\":-00}", LEADING_ZERO, 6),
  REFUSED ("{\"a\":0x1F}", MEMBER_END, 6),
  REFUSED ("{\"a\":1a}", MEMBER_END, 6),
  REFUSED ("{\"a\":1_000}", MEMBER_END, 6),
  REFUSED ("{\"a\":\xef\xbc\x91}", VALUE, 5),

  /* strings */
  REFUSED ("{\"", STRING_END, 2),
  REFUSED ("{\"a", STRING_END, 3),
  REFUSED ("{\"a\":\"", STRING_END, 6),
  REFUSED ("{\"a\":\"eight ch", STRING_END, 14),
  REFUSED ("{\"a\":\"\\\"", STRING_END, 8),
  REFUSED ("{\"a\":\"\t\"}", CONTROL, 6),
  REFUSED ("{\"a\":\"\x01\"}", CONTROL, 6),
  REFUSED ("{\"a\":\"\x1f\"}", CONTROL, 6),
  REFUSED ("{\"a\":\"1234567\r\"}", CONTROL, 13),
  REFUSED ("{\"a\tb\":1}", CONTROL, 3),
  REFUSED ("{\"a\":\"\\a\"}", ESCAPE, 7),
  REFUSED ("{\"a\":\"\\x41\"}", ESCAPE, 7),
  REFUSED ("{\"a\":\"\\'\"}", ESCAPE, 7),
  REFUSED ("{\"a\":\"\\\xc3\xa9\"}", ESCAPE, 7),
  REFUSED ("{\"a\":\"\\", ESCAPE, 7),
  REFUSED ("{\"a\":\"\\U0041\"}", ESCAPE, 7),
  REFUSED ("{\"a\":\"\\u\"}", HEX, 8),
  REFUSED ("{\"a\":\"\\u", HEX, 8),
  REFUSED ("{\"a\":\"\\u004\"}", HEX, 11),
  REFUSED ("{\"a\":\"\\u004", HEX, 11),
  REFUSED ("{\"a\":\"\\u00g1\"}", HEX, 10),
  REFUSED ("{\"a\":\"\\u-041\"}", HEX, 8),
  REFUSED ("{\"a\":\"\\ud800\"}", SURROGATE, 6),
  REFUSED ("{\"a\":\"\\udc00\"}", SURROGATE, 6),
  REFUSED ("{\"a\":\"\\udfff\\ud800\"}", SURROGATE, 6),
  REFUSED ("{\"a\":\"\\ud800\\ud800\"}", SURROGATE, 6),
  REFUSED ("{\"a\":\"\\ud800\\u0041\"}", SURROGATE, 6),
  REFUSED ("{\"a\":\"\\ud800\\n\"}", SURROGATE, 6),
  REFUSED ("{\"a\":\"\\ud800abcdef\"}", SURROGATE, 6),
  REFUSED ("{\"a\":\"\\ud800\\u", HEX, 14),
  REFUSED ("{\"a\":\"\\ud800\\udc0\"}", HEX, 17),
  REFUSED ("{\"a\":\"\\ud800\\", SURROGATE, 6),
  REFUSED ("{\"\\ud800\":1}", SURROGATE, 2),

  /* text that is not UTF-8 */
  REFUSED ("{\"a\":\"\x80\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xbf\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xc0\x80\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xc1\xbf\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xe0\x80\x80\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xe0\x9f\xbf\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xed\xa0\x80\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xed\xbf\xbf\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xf0\x80\x80\x80\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xf0\x8f\xbf\xbf\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xf4\x90\x80\x80\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xf5\x80\x80\x80\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xff\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xc3\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xc3", UTF8, 6),
  REFUSED ("{\"a\":\"\xe2\x82\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xe2\x82", UTF8, 6),
  REFUSED ("{\"a\":\"\xf0\x9f\x98\"}", UTF8, 6),
  REFUSED ("{\"a\":\"\xc3\xa9\xa9\"}", UTF8, 8),
  REFUSED ("{\"a\":\"1234567\xe9\"}", UTF8, 13),
  REFUSED ("{\"\xe9\":1}", UTF8, 2),
};

/* what may stand behind a line, of which nothing must matter */
static const char *const behind[] = {
  "\n\n\n\n\n\n\n\n",
  "\0\0\0\0\0\0\0\0",
  "\"\"\"\"\"\"\"\"",
  "}}}}}}}}",
  "00000000",
  "\x80\x80\x80\x80\x80\x80\x80\x80",
  "        ",
  "null]}\",",
};

/* gives how many members there are, or -1 and the fault */
static int
scan (const char *line,
      gsize length,
      const char *padding,
      SweetJsonlFault *fault,
      gsize *offset)
{
  g_autofree guint8 *bytes = g_malloc0 (length + SWEET_JSONL_STEP);
  SweetJsonlScanner scanner;
  SweetJsonlMember member;
  int n_members = 0;

  memcpy (bytes, line, length);
  memcpy (bytes + length, padding, 8);
  sweet_jsonl_scanner_init (&scanner, bytes, bytes + length);

  for (;;)
    {
      switch (sweet_jsonl_scanner_next (&scanner, &member))
        {
        case SWEET_JSONL_STEP_MEMBER:
          g_assert_true (member.key <= member.key_end);
          g_assert_true (member.value < member.value_end);
          g_assert_true (member.value_end <= bytes + length);
          n_members++;
          break;

        case SWEET_JSONL_STEP_END:
          return n_members;

        case SWEET_JSONL_STEP_FAULT:
        default:
          *fault = scanner.fault;
          *offset = (gsize) (scanner.fault_at - bytes);
          return -1;
        }
    }
}

static void
assert_text (const guint8 *start,
             const guint8 *end,
             const char *text,
             gsize length)
{
  g_assert_cmpuint ((gsize) (end - start), ==, length);
  g_assert_true (length == 0 || memcmp (start, text, length) == 0);
}

static void
test_accepted (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (behind); j++)
        {
          SweetJsonlFault fault;
          gsize offset;

          if (scan (accepted[i], strlen (accepted[i]), behind[j], &fault, &offset) < 0)
            g_error ("%s: fault %d at %" G_GSIZE_FORMAT, accepted[i], (int) fault, offset);
        }
    }
}

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (behind); j++)
        {
          /* one case ends in a NUL byte */
          gsize length = MAX (strlen (refused[i].line), refused[i].fault == SWEET_JSONL_FAULT_LINE_END ? 3u : 0u);
          SweetJsonlFault fault = SWEET_JSONL_FAULT_NONE;
          gsize offset = 0;

          if (scan (refused[i].line, length, behind[j], &fault, &offset) >= 0)
            g_error ("%s: not refused", refused[i].line);
          if (fault != refused[i].fault || offset != (gsize) refused[i].offset)
            g_error ("%s: fault %d at %" G_GSIZE_FORMAT, refused[i].line, (int) fault, offset);
        }
    }
}

/* every accepted line is refused at any place where it is cut, as its last byte closes it */
static void
test_cut (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autofree char *line = g_strchomp (g_strdup (accepted[i]));
      gsize length = strlen (line);

      for (gsize cut = 0; cut < length; cut++)
        {
          SweetJsonlFault fault;
          gsize offset;

          g_assert_cmpint (scan (line, cut, behind[cut % G_N_ELEMENTS (behind)], &fault, &offset), ==, -1);
          g_assert_cmpuint (offset, <=, cut);
        }
    }
}

static void
test_depth (void)
{
  for (guint depth = SWEET_JSONL_MAX_DEPTH - 1; depth <= SWEET_JSONL_MAX_DEPTH; depth++)
    {
      g_autofree char *open = g_strnfill (depth, '[');
      g_autofree char *close = g_strnfill (depth, ']');
      g_autofree char *line = g_strconcat ("{\"a\":", open, close, "}", NULL);
      SweetJsonlFault fault = SWEET_JSONL_FAULT_NONE;
      gsize offset = 0;

      /* the object at the top is a level as well */
      if (depth == SWEET_JSONL_MAX_DEPTH - 1)
        {
          g_assert_cmpint (scan (line, strlen (line), behind[0], &fault, &offset), ==, 1);
          continue;
        }

      g_assert_cmpint (scan (line, strlen (line), behind[0], &fault, &offset), ==, -1);
      g_assert_cmpint (fault, ==, SWEET_JSONL_FAULT_DEPTH);
      g_assert_cmpuint (offset, ==, strlen ("{\"a\":") + SWEET_JSONL_MAX_DEPTH - 1);
    }
}

/* objects and arrays in every order, so that each bit of the stack is set and cleared */
static void
test_stack (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (GString) line = g_string_new ("{\"a\":[0");
      g_autoptr (GString) stack = g_string_new ("}]");
      gsize wrong;
      SweetJsonlFault fault;
      gsize offset;

      for (guint i = 0; i < 300; i++)
        {
          gboolean object = g_rand_boolean (rand);

          if (stack->len > 2 && g_rand_int_range (rand, 0, 3) == 0)
            {
              g_string_append_c (line, stack->str[stack->len - 1]);
              g_string_truncate (stack, stack->len - 1);
              continue;
            }

          g_string_append (line, stack->str[stack->len - 1] == '}' ? ",\"k\":" : ",");
          g_string_append (line, object ? "{\"z\":1" : "[2");
          g_string_append_c (stack, object ? '}' : ']');
        }

      while (stack->len > 0)
        {
          g_string_append_c (line, stack->str[stack->len - 1]);
          g_string_truncate (stack, stack->len - 1);
        }

      g_assert_cmpint (scan (line->str, line->len, behind[0], &fault, &offset), ==, 1);

      /* one bracket of the wrong kind */
      wrong = line->len - 2;
      line->str[wrong] = line->str[wrong] == '}' ? ']' : '}';
      g_assert_cmpint (scan (line->str, line->len, behind[0], &fault, &offset), ==, -1);
      g_assert_cmpuint (offset, ==, wrong);
    }
}

static void
test_members (void)
{
  static const char line[] = " { \"a\" : 1 , \"\\u0062\" : [ 2 ] ,\"c\":\"d\"} ";
  static const char *const keys[] = { "a", "\\u0062", "c" };
  static const char *const values[] = { "1", "[ 2 ]", "\"d\"" };
  guint8 bytes[sizeof line + SWEET_JSONL_STEP] = { 0 };
  SweetJsonlScanner scanner;
  SweetJsonlMember member;

  memcpy (bytes, line, sizeof line - 1);
  sweet_jsonl_scanner_init (&scanner, bytes, bytes + sizeof line - 1);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_assert_cmpint (sweet_jsonl_scanner_next (&scanner, &member), ==, SWEET_JSONL_STEP_MEMBER);
      assert_text (member.key, member.key_end, keys[i], strlen (keys[i]));
      assert_text (member.value, member.value_end, values[i], strlen (values[i]));
      g_assert_cmpint (member.key_escaped, ==, i == 1);
    }

  g_assert_cmpint (sweet_jsonl_scanner_next (&scanner, &member), ==, SWEET_JSONL_STEP_END);
}

/* the word-wise search agrees with a bytewise one for every byte at every place */
static void
test_special (void)
{
  for (guint place = 0; place < 8; place++)
    {
      for (guint value = 0; value < 256; value++)
        {
          guint8 bytes[8] = { 'a', '~', ' ', '!', '#', '[', ']', 'z' };
          gboolean special = value < 0x20 || value >= 0x80 || value == '"' || value == '\\';
          guint64 found;

          bytes[place] = (guint8) value;
          found = sweet_jsonl_special (sweet_jsonl_load (bytes));
          g_assert_cmpint (found != 0, ==, special);
          if (special)
            g_assert_cmpint (__builtin_ctzll (found) >> 3, ==, (int) place);
        }
    }
}

static void
test_utf8 (void)
{
  /* against GLib, over all code points and the code units beside them */
  for (guint32 c = 0x80; c < 0x120000; c++)
    {
      guint8 bytes[8] = { 0 };
      gsize length;

      if (c < 0x800)
        length = 2;
      else if (c < 0x10000)
        length = 3;
      else
        length = 4;

      for (gsize i = length - 1, rest = c; i > 0; i--, rest >>= 6)
        bytes[i] = (guint8) (0x80 | (rest & 0x3f));
      bytes[0] = (guint8) ((0xf0 << (4 - length) & 0xff) | c >> (6 * (length - 1)));

      g_assert_cmpuint (sweet_jsonl_utf8_length (bytes, bytes + 8), ==, g_utf8_validate ((const char *) bytes, (gssize) length, NULL) ? length : 0);
      for (gsize cut = 1; cut < length; cut++)
        g_assert_cmpuint (sweet_jsonl_utf8_length (bytes, bytes + cut), ==, 0);
    }
}

static void
test_unescape (void)
{
  static const struct
  {
    const char *escaped;
    const char *text;
    gsize length;
  } cases[] = {
    { "", "", 0 },
    { "plain", "plain", 5 },
    { "\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t", 8 },
    { "a\\u0000b", "a\0b", 3 },
    { "\\u0041\\u00e9\\u20AC\\uFFFF", "A\xc3\xa9\xe2\x82\xac\xef\xbf\xbf", 9 },
    { "\\ud834\\udd1e!", "\xf0\x9d\x84\x9e!", 5 },
    { "\\uDBFF\\uDFFF\\ud800\\udc00", "\xf4\x8f\xbf\xbf\xf0\x90\x80\x80", 8 },
    { "\xc3\xa9\\n\xc3\xa9", "\xc3\xa9\n\xc3\xa9", 5 },
    { "\\\\u0041", "\\u0041", 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize room = strlen (cases[i].escaped);
      g_autofree guint8 *text = g_memdup2 (cases[i].escaped, room);
      g_autofree guint8 *out = g_malloc (room);
      gsize length = sweet_jsonl_unescape (out, text, room);

      assert_text (out, out + length, cases[i].text, cases[i].length);
    }
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("the JSON grammar of one line");

  g_test_add_func ("/sweet/jsonl-scanner/accepted", test_accepted);
  g_test_add_func ("/sweet/jsonl-scanner/refused", test_refused);
  g_test_add_func ("/sweet/jsonl-scanner/cut", test_cut);
  g_test_add_func ("/sweet/jsonl-scanner/depth", test_depth);
  g_test_add_func ("/sweet/jsonl-scanner/stack", test_stack);
  g_test_add_func ("/sweet/jsonl-scanner/members", test_members);
  g_test_add_func ("/sweet/jsonl-scanner/special", test_special);
  g_test_add_func ("/sweet/jsonl-scanner/utf8", test_utf8);
  g_test_add_func ("/sweet/jsonl-scanner/unescape", test_unescape);

  return g_test_run ();
}
