/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

/* Processors that take their time: for tests of signals and of the progress line. */

#include <sweet/sweet.h>

typedef SweetProcessor TestSlow;
typedef SweetProcessorClass TestSlowClass;

typedef SweetProcessor TestStubborn;
typedef SweetProcessorClass TestStubbornClass;

static GType test_slow_get_type (void);
G_DEFINE_TYPE (TestSlow, test_slow, SWEET_TYPE_PROCESSOR)

static GType test_stubborn_get_type (void);
G_DEFINE_TYPE (TestStubborn, test_stubborn, SWEET_TYPE_PROCESSOR)

static gboolean
test_slow_process (SweetProcessor *self,
                   SweetChunk *chunk,
                   SweetEmitter *out,
                   GCancellable *cancellable,
                   GError **error)
{
  g_usleep (20000);
  sweet_emitter_emit (out, chunk);

  return TRUE;
}

static void
test_slow_class_init (TestSlowClass *klass)
{
  klass->process = test_slow_process;
  sweet_element_class_set_traits (SWEET_ELEMENT_CLASS (klass), SWEET_PLACE_BLOCKING, SWEET_CONCURRENCY_SEQUENTIAL);
  sweet_element_class_set_description (SWEET_ELEMENT_CLASS (klass), "Waits before it hands a chunk on");
}

static void
test_slow_init (TestSlow *self)
{
}

/* hears no cancellation for a minute */
static gboolean
test_stubborn_process (SweetProcessor *self,
                       SweetChunk *chunk,
                       SweetEmitter *out,
                       GCancellable *cancellable,
                       GError **error)
{
  if (sweet_chunk_get_n_rows (chunk) > 0)
    g_usleep (60 * G_USEC_PER_SEC);
  sweet_emitter_emit (out, chunk);

  return TRUE;
}

static void
test_stubborn_class_init (TestStubbornClass *klass)
{
  klass->process = test_stubborn_process;
  sweet_element_class_set_traits (SWEET_ELEMENT_CLASS (klass), SWEET_PLACE_BLOCKING, SWEET_CONCURRENCY_SEQUENTIAL);
  sweet_element_class_set_description (SWEET_ELEMENT_CLASS (klass), "Does not let itself be interrupted");
}

static void
test_stubborn_init (TestStubborn *self)
{
}

static gboolean
register_types (SweetPlugin *plugin,
                GError **error)
{
  sweet_plugin_add_element (plugin, "slow", test_slow_get_type ());
  sweet_plugin_add_element (plugin, "stubborn", test_stubborn_get_type ());

  return TRUE;
}

SWEET_PLUGIN_DEFINE (odd, "1.0", "MIT", "Processors that take their time", "Somebody", NULL, register_types)
