/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-element-private.h"

/**
 * SweetElement:
 *
 * One step of a pipeline. Every option is a GObject property. What an element does is up to its
 * kind: #SweetSource, #SweetFormat, #SweetProcessor, #SweetStrategy and #SweetSink.
 *
 * An element is configuration until a task runs: once it was added to a builder it is frozen, and
 * setting a property is a programming error that changes nothing. Each run works on a copy. The
 * exception are classes that declare no traits, which is what classes written in a script do: they
 * run themselves, on the main context, one run at a time, unless they override `copy`.
 *
 * A class installs its properties with %G_PARAM_EXPLICIT_NOTIFY, and its `set_property` does nothing but to
 * store the value: whether that is another one, and is to be notified, is found out for it.
 *
 * Since: 1.0
 */

typedef struct
{
  const char *name; /* interned */
  gboolean frozen;
} SweetElementPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SweetElement, sweet_element, G_TYPE_OBJECT)

static GMutex sweet_element_guard_lock;

static GQuark
sweet_element_guard_quark (void)
{
  return g_quark_from_static_string ("sweet-element-set-property");
}

typedef void (*SweetSetPropertyFunc) (GObject *object,
                                      guint prop_id,
                                      const GValue *value,
                                      GParamSpec *pspec);

static gboolean
sweet_element_is_same (GParamSpec *pspec,
                       const GValue *a,
                       const GValue *b)
{
  static const char *const none[] = { NULL };
  const char *const *texts;
  const char *const *others;

  if (!G_VALUE_HOLDS (a, G_TYPE_STRV))
    return g_param_values_cmp (pspec, a, b) == 0;

  texts = g_value_get_boxed (a);
  others = g_value_get_boxed (b);
  return g_strv_equal (texts != NULL ? texts : none, others != NULL ? others : none);
}

/* stands in front of the set_property of every element class. of a property with G_PARAM_EXPLICIT_NOTIFY it finds out
 * whether the value has become another one. */
static void
sweet_element_guarded_set_property (GObject *object,
                                    guint prop_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  SweetElementPrivate *priv = sweet_element_get_instance_private (SWEET_ELEMENT (object));
  g_auto (GValue) before = G_VALUE_INIT;
  g_auto (GValue) after = G_VALUE_INIT;
  SweetSetPropertyFunc set_property;

  if (priv->frozen)
    {
      g_critical ("“%s” of the element “%s” cannot be set: the element was added to a builder and is frozen",
                  pspec->name, sweet_element_get_name (SWEET_ELEMENT (object)));
      return;
    }

  set_property = (SweetSetPropertyFunc) g_type_get_qdata (pspec->owner_type, sweet_element_guard_quark ());
  if ((~pspec->flags & (G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY)) != 0)
    {
      set_property (object, prop_id, value, pspec);
      return;
    }

  g_object_get_property (object, pspec->name, &before);
  set_property (object, prop_id, value, pspec);
  g_object_get_property (object, pspec->name, &after);
  if (!sweet_element_is_same (pspec, &before, &after))
    g_object_notify_by_pspec (object, pspec);
}

/* set_property is looked up in the class that owns the property, so each class up to this one gets
 * the guard, once, before the first instance can be changed */
static void
sweet_element_guard_class (SweetElementClass *klass)
{
  for (GType type = G_TYPE_FROM_CLASS (klass); type != SWEET_TYPE_ELEMENT; type = g_type_parent (type))
    {
      GObjectClass *object_class = g_type_class_peek (type);

      if (g_type_get_qdata (type, sweet_element_guard_quark ()) != NULL)
        continue;

      g_type_set_qdata (type, sweet_element_guard_quark (),
                        (gpointer) (object_class->set_property != sweet_element_guarded_set_property
                                        ? object_class->set_property
                                        : g_type_get_qdata (g_type_parent (type), sweet_element_guard_quark ())));
      object_class->set_property = sweet_element_guarded_set_property;
    }
}

/**
 * SweetElementClass::check:
 * @self: an element
 * @error: return location for an error
 *
 * Says whether the options are sound.
 *
 * Returns: %TRUE, or %FALSE with @error naming the option
 *
 * Since: 1.0
 */
static gboolean
sweet_element_real_check (SweetElement *self,
                          GError **error)
{
  return TRUE;
}

/**
 * SweetElementClass::copy:
 * @self: an element
 *
 * Makes an element with the same options and no state.
 *
 * Returns: (transfer full): a new element
 *
 * Since: 1.0
 */
static SweetElement *
sweet_element_real_copy (SweetElement *self)
{
  g_autofree GParamSpec **pspecs = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GArray) values = g_array_new (FALSE, TRUE, sizeof (GValue));
  guint n_pspecs = 0;

  g_array_set_clear_func (values, (GDestroyNotify) g_value_unset);
  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (self), &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    {
      if ((pspecs[i]->flags & G_PARAM_READWRITE) != G_PARAM_READWRITE)
        continue;

      g_ptr_array_add (names, (gpointer) pspecs[i]->name);
      g_array_set_size (values, values->len + 1);
      g_value_init (&g_array_index (values, GValue, values->len - 1), pspecs[i]->value_type);
      g_object_get_property (G_OBJECT (self), pspecs[i]->name, &g_array_index (values, GValue, values->len - 1));
    }
  return SWEET_ELEMENT (g_object_new_with_properties (G_OBJECT_TYPE (self), names->len, (const char **) names->pdata,
                                                      (const GValue *) (gpointer) values->data));
}

/**
 * SweetElementClass::get_media:
 * @self: an element
 * @input: (out): what it takes
 * @output: (out): what it gives
 *
 * Tells what the element takes and gives.
 *
 * Since: 1.0
 */
static void
sweet_element_real_get_media (SweetElement *self,
                              SweetMedia *input,
                              SweetMedia *output)
{
  *input = SWEET_MEDIA_NONE;
  *output = SWEET_MEDIA_NONE;
}

/**
 * SweetElementClass::dup_outputs:
 * @self: an element
 *
 * Lists the outputs beside the main one.
 *
 * Returns: (transfer full) (array zero-terminated=1): their names
 *
 * Since: 1.0
 */

/* before anything of the first instance of a class is set */
static GObject *
sweet_element_constructor (GType type,
                           guint n_properties,
                           GObjectConstructParam *construct_properties)
{
  g_mutex_lock (&sweet_element_guard_lock);
  sweet_element_guard_class (g_type_class_peek (type));
  g_mutex_unlock (&sweet_element_guard_lock);

  return G_OBJECT_CLASS (sweet_element_parent_class)->constructor (type, n_properties, construct_properties);
}

static void
sweet_element_class_init (SweetElementClass *klass)
{
  G_OBJECT_CLASS (klass)->constructor = sweet_element_constructor;

  klass->check = sweet_element_real_check;
  klass->copy = sweet_element_real_copy;
  klass->get_media = sweet_element_real_get_media;
}

static void
sweet_element_init (SweetElement *self)
{
}

void
sweet_element_set_name (SweetElement *self,
                        const char *name)
{
  SweetElementPrivate *priv = sweet_element_get_instance_private (self);

  priv->name = g_intern_string (name);
}

void
sweet_element_freeze (SweetElement *self)
{
  SweetElementPrivate *priv = sweet_element_get_instance_private (self);

  priv->frozen = TRUE;
}

static gboolean
sweet_element_has_traits (SweetElement *self)
{
  return SWEET_ELEMENT_GET_CLASS (self)->traits_type == G_OBJECT_TYPE (self);
}

gboolean
sweet_element_is_copyable (SweetElement *self)
{
  return sweet_element_has_traits (self) || SWEET_ELEMENT_GET_CLASS (self)->copy != sweet_element_real_copy;
}

/* an element of its own for one run or one worker */
SweetElement *
sweet_element_copy (SweetElement *self)
{
  SweetElementPrivate *priv = sweet_element_get_instance_private (self);
  SweetElement *copy = SWEET_ELEMENT_GET_CLASS (self)->copy (self);

  if (copy == NULL)
    return NULL;

  sweet_element_set_name (copy, priv->name);
  return copy;
}

/**
 * sweet_element_get_kind:
 * @self: an element
 *
 * Gets which of the five kinds the element is of.
 *
 * Returns: the kind
 *
 * Since: 1.0
 */
SweetElementKind
sweet_element_get_kind (SweetElement *self)
{
  if (SWEET_IS_SOURCE (self))
    return SWEET_ELEMENT_KIND_SOURCE;
  if (SWEET_IS_FORMAT (self))
    return SWEET_ELEMENT_KIND_FORMAT;
  if (SWEET_IS_STRATEGY (self))
    return SWEET_ELEMENT_KIND_STRATEGY;
  if (SWEET_IS_SINK (self))
    return SWEET_ELEMENT_KIND_SINK;
  return SWEET_ELEMENT_KIND_PROCESSOR;
}

/**
 * sweet_element_get_name:
 * @self: an element
 *
 * Gets the name under which the element was made, such as `csv`; for an element that no factory
 * made, the name of its type.
 *
 * Returns: (transfer none): the name
 *
 * Since: 1.0
 */
const char *
sweet_element_get_name (SweetElement *self)
{
  SweetElementPrivate *priv = sweet_element_get_instance_private (self);

  g_return_val_if_fail (SWEET_IS_ELEMENT (self), NULL);

  return priv->name != NULL ? priv->name : G_OBJECT_TYPE_NAME (self);
}

/**
 * sweet_element_get_media:
 * @self: an element
 * @input: (out): what it takes
 * @output: (out): what it gives
 *
 * Gets what the element takes and gives with its present options. A format answers for decoding;
 * where records arrive it does the reverse.
 *
 * Since: 1.0
 */
void
sweet_element_get_media (SweetElement *self,
                         SweetMedia *input,
                         SweetMedia *output)
{
  g_return_if_fail (SWEET_IS_ELEMENT (self));
  g_return_if_fail (input != NULL && output != NULL);

  SWEET_ELEMENT_GET_CLASS (self)->get_media (self, input, output);
}

/**
 * sweet_element_dup_outputs:
 * @self: an element
 *
 * Lists the outputs of the element beside the main one: `errors` of a format or a processor, and those of
 * its class. Each can be linked with sweet_emitting_task_builder_with_output(), or with `@` and its name in
 * a line.
 *
 * Returns: (transfer full) (array zero-terminated=1): their names, maybe none
 *
 * Since: 1.0
 */
char **
sweet_element_dup_outputs (SweetElement *self)
{
  g_autoptr (GStrvBuilder) outputs = g_strv_builder_new ();
  g_auto (GStrv) own = NULL;

  g_return_val_if_fail (SWEET_IS_ELEMENT (self), NULL);

  if (SWEET_IS_FORMAT (self) || SWEET_IS_PROCESSOR (self))
    g_strv_builder_add (outputs, "errors");
  if (SWEET_ELEMENT_GET_CLASS (self)->dup_outputs != NULL)
    own = SWEET_ELEMENT_GET_CLASS (self)->dup_outputs (self);
  if (own != NULL)
    g_strv_builder_addv (outputs, (const char **) own);
  return g_strv_builder_end (outputs);
}

gboolean
sweet_element_check_output (SweetElement *self,
                            const char *output,
                            GError **error)
{
  g_auto (GStrv) outputs = sweet_element_dup_outputs (self);
  g_autofree char *list = g_strjoinv ("”, “", outputs);
  const char *there = g_strv_length (outputs) > 1 ? "there are" : "there is";
  const char *nearest;

  if (g_strv_contains ((const char *const *) outputs, output))
    return TRUE;

  nearest = sweet_suggest_nearest (output, (const char *const *) outputs);
  g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "it has no output “%s”; %s “%s”",
               output, nearest != NULL ? "the nearest is" : there,
               nearest != NULL ? nearest : list);
  return FALSE;
}

/**
 * sweet_element_get_place:
 * @self: an element
 *
 * Gets where the functions of the element are called.
 *
 * Returns: the place that its own class declares, or %SWEET_PLACE_CONTEXT
 *
 * Since: 1.0
 */
SweetPlace
sweet_element_get_place (SweetElement *self)
{
  g_return_val_if_fail (SWEET_IS_ELEMENT (self), SWEET_PLACE_CONTEXT);

  return sweet_element_has_traits (self) ? SWEET_ELEMENT_GET_CLASS (self)->place : SWEET_PLACE_CONTEXT;
}

/**
 * sweet_element_get_concurrency:
 * @self: an element
 *
 * Gets how the element may be spread over workers.
 *
 * Returns: what its own class declares, or %SWEET_CONCURRENCY_SEQUENTIAL
 *
 * Since: 1.0
 */
SweetConcurrency
sweet_element_get_concurrency (SweetElement *self)
{
  g_return_val_if_fail (SWEET_IS_ELEMENT (self), SWEET_CONCURRENCY_SEQUENTIAL);

  return sweet_element_has_traits (self) ? SWEET_ELEMENT_GET_CLASS (self)->concurrency : SWEET_CONCURRENCY_SEQUENTIAL;
}

/**
 * sweet_element_check:
 * @self: an element
 * @error: return location for an error
 *
 * Says whether the options of the element are sound, without touching the outside world.
 *
 * Returns: %TRUE, or %FALSE with @error naming the option
 *
 * Since: 1.0
 */
gboolean
sweet_element_check (SweetElement *self,
                     GError **error)
{
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (SWEET_IS_ELEMENT (self), FALSE);

  if (SWEET_ELEMENT_GET_CLASS (self)->check (self, &reason))
    return TRUE;

  if (reason == NULL)
    g_set_error (&reason, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK, "check failed without saying why");
  g_propagate_prefixed_error (error, g_steal_pointer (&reason), "%s: ", sweet_element_get_name (self));
  return FALSE;
}

/**
 * sweet_element_is_frozen:
 * @self: an element
 *
 * Tells whether the element was added to a builder, so that its options stay as they are.
 *
 * Returns: whether it is frozen
 *
 * Since: 1.0
 */
gboolean
sweet_element_is_frozen (SweetElement *self)
{
  SweetElementPrivate *priv = sweet_element_get_instance_private (self);

  g_return_val_if_fail (SWEET_IS_ELEMENT (self), FALSE);

  return priv->frozen;
}

/**
 * sweet_element_get_unit:
 * @self: an element
 * @property: the name of a property
 *
 * Gets what the numbers of an option are counted in, like sweet_param_spec_get_unit(), for languages
 * that cannot pass a #GParamSpec.
 *
 * Returns: the unit; %SWEET_UNIT_NONE as well when there is no such property
 *
 * Since: 1.0
 */
SweetUnit
sweet_element_get_unit (SweetElement *self,
                        const char *property)
{
  GParamSpec *pspec;

  g_return_val_if_fail (SWEET_IS_ELEMENT (self), SWEET_UNIT_NONE);
  g_return_val_if_fail (property != NULL, SWEET_UNIT_NONE);

  pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (self), property);
  return pspec != NULL ? sweet_param_spec_get_unit (pspec) : SWEET_UNIT_NONE;
}

/**
 * sweet_element_class_set_traits: (skip)
 * @klass: the class being initialised
 * @place: where its functions are called
 * @concurrency: how it may be spread over workers
 *
 * Declares the traits of a class, in its class_init. They are never inherited.
 *
 * Since: 1.0
 */
void
sweet_element_class_set_traits (SweetElementClass *klass,
                                SweetPlace place,
                                SweetConcurrency concurrency)
{
  g_return_if_fail (SWEET_IS_ELEMENT_CLASS (klass));

  klass->traits_type = G_TYPE_FROM_CLASS (klass);
  klass->place = place;
  klass->concurrency = concurrency;
}

/**
 * sweet_element_class_set_description:
 * @klass: the class being initialised
 * @description: one line without a full stop
 *
 * Says what the elements of a class do, for tools to show.
 *
 * Since: 1.0
 */
void
sweet_element_class_set_description (SweetElementClass *klass,
                                     const char *description)
{
  g_return_if_fail (SWEET_IS_ELEMENT_CLASS (klass));

  klass->description = g_intern_string (description);
}

/**
 * sweet_element_class_get_description:
 * @klass: a class
 *
 * Gets what the elements of a class do.
 *
 * Returns: (transfer none) (nullable): one line
 *
 * Since: 1.0
 */
const char *
sweet_element_class_get_description (SweetElementClass *klass)
{
  g_return_val_if_fail (SWEET_IS_ELEMENT_CLASS (klass), NULL);

  return klass->description;
}
