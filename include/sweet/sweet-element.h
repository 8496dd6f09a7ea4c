/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <gio/gio.h>

#include <sweet/sweet-units.h>
#include <sweet/sweet-visibility.h>

G_BEGIN_DECLS

/**
 * SweetElementKind:
 * @SWEET_ELEMENT_KIND_SOURCE: yields bytes or records
 * @SWEET_ELEMENT_KIND_FORMAT: turns bytes into records and back
 * @SWEET_ELEMENT_KIND_PROCESSOR: changes what passes
 * @SWEET_ELEMENT_KIND_STRATEGY: plans how the pipeline is worked off
 * @SWEET_ELEMENT_KIND_SINK: consumes bytes or records
 *
 * The five kinds of element. A name may exist once per kind.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_ELEMENT_KIND_SOURCE,
  SWEET_ELEMENT_KIND_FORMAT,
  SWEET_ELEMENT_KIND_PROCESSOR,
  SWEET_ELEMENT_KIND_STRATEGY,
  SWEET_ELEMENT_KIND_SINK,
} SweetElementKind;

/**
 * SweetMedia:
 * @SWEET_MEDIA_NONE: nothing passes here
 * @SWEET_MEDIA_BYTES: blocks of bytes without structure
 * @SWEET_MEDIA_RECORDS: records with named columns
 *
 * What flows between two elements.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_MEDIA_NONE,
  SWEET_MEDIA_BYTES,
  SWEET_MEDIA_RECORDS,
} SweetMedia;

/**
 * SweetPlace:
 * @SWEET_PLACE_CONTEXT: on the main context that the task was built on, one call at a time
 * @SWEET_PLACE_WORKER: on worker threads; must not block for long
 * @SWEET_PLACE_BLOCKING: on worker threads; may block
 *
 * Where the functions of an element class are called. A class that does not declare its place runs
 * on the context, so a script may subclass anything safely.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_PLACE_CONTEXT,
  SWEET_PLACE_WORKER,
  SWEET_PLACE_BLOCKING,
} SweetPlace;

/**
 * SweetConcurrency:
 * @SWEET_CONCURRENCY_SEQUENTIAL: one instance sees every chunk, in input order
 * @SWEET_CONCURRENCY_FORKED: each worker has a copy; no chunk depends on another
 * @SWEET_CONCURRENCY_ACCUMULATING: each worker has a fork, the forks are merged at the end and one
 *   of them emits the result
 *
 * How an element class may be spread over workers. The functions of one instance never run
 * concurrently.
 *
 * Since: 1.0
 */
typedef enum
{
  SWEET_CONCURRENCY_SEQUENTIAL,
  SWEET_CONCURRENCY_FORKED,
  SWEET_CONCURRENCY_ACCUMULATING,
} SweetConcurrency;

#define SWEET_TYPE_ELEMENT (sweet_element_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (SweetElement, sweet_element, SWEET, ELEMENT, GObject)

/**
 * SweetElementClass:
 * @parent_class: the parent
 * @check: says whether the options are sound, on the thread that calls sweet_element_check(); the
 *   error names the option. %NULL means that every value a property accepts is sound.
 * @copy: returns a new element with the same options and no state. The default copies every
 *   readable and writable property; scripts override it where one element serves several runs.
 * @get_media: tells what the element takes and gives; may depend on options. Each base class has a
 *   default.
 * @dup_outputs: lists the outputs beside the main one, such as `late`; may depend on options. What comes
 *   out of one is said by sweet_emitter_emit_to(). `errors` is not among them: every format and processor
 *   has it. %NULL means that there is none.
 *
 * The class of elements. See sweet_element_class_set_traits() for place and concurrency, and
 * sweet_element_class_set_description() for the line that tools show.
 *
 * Since: 1.0
 */
struct _SweetElementClass
{
  GObjectClass parent_class;

  gboolean (*check) (SweetElement *self,
                     GError **error);
  SweetElement *(*copy) (SweetElement *self);
  void (*get_media) (SweetElement *self,
                     SweetMedia *input,
                     SweetMedia *output);
  char **(*dup_outputs) (SweetElement *self);

  /*< private >*/
  const char *description;
  GType traits_type;
  SweetPlace place;
  SweetConcurrency concurrency;
  gpointer reserved[16];
};

SWEET_AVAILABLE_IN_ALL
SweetElement *sweet_element_new (SweetElementKind kind,
                                 const char *name,
                                 GError **error);

SWEET_AVAILABLE_IN_ALL
SweetElementKind sweet_element_get_kind (SweetElement *self);
SWEET_AVAILABLE_IN_ALL
const char *sweet_element_get_name (SweetElement *self);
SWEET_AVAILABLE_IN_ALL
void sweet_element_get_media (SweetElement *self,
                              SweetMedia *input,
                              SweetMedia *output);
SWEET_AVAILABLE_IN_ALL
char **sweet_element_dup_outputs (SweetElement *self);
SWEET_AVAILABLE_IN_ALL
SweetPlace sweet_element_get_place (SweetElement *self);
SWEET_AVAILABLE_IN_ALL
SweetConcurrency sweet_element_get_concurrency (SweetElement *self);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_element_check (SweetElement *self,
                              GError **error);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_element_is_frozen (SweetElement *self);
SWEET_AVAILABLE_IN_ALL
SweetUnit sweet_element_get_unit (SweetElement *self,
                                  const char *property);

SWEET_AVAILABLE_IN_ALL
void sweet_element_class_set_traits (SweetElementClass *klass,
                                     SweetPlace place,
                                     SweetConcurrency concurrency);
SWEET_AVAILABLE_IN_ALL
void sweet_element_class_set_description (SweetElementClass *klass,
                                          const char *description);
SWEET_AVAILABLE_IN_ALL
const char *sweet_element_class_get_description (SweetElementClass *klass);

G_END_DECLS
