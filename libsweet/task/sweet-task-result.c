/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-task-result-private.h"

#include <math.h>

/**
 * SweetTaskResult:
 *
 * What work ended with: a value or an error, and which task that was, when it began and when it ended.
 *
 * It is what callbacks get instead of a bare value, because it says both how things went and what they
 * gave without either being used up:
 *
 * ```c
 * const GValue *value = sweet_task_result_get_value (result, &error);
 *
 * if (value == NULL)
 *   g_warning ("no value: %s", error != NULL ? error->message : "the work gives none");
 * ```
 *
 * The value may be of any type, and there may be none, which is no error. In C the functions that name a
 * type are shorter: [method@TaskResult.get_int64], [method@TaskResult.get_string] and the others fail
 * when the value is something else.
 *
 * Results never change. Any thread may use one, and the value as far as its own type allows that.
 *
 * Since: 1.0
 */
struct _SweetTaskResult
{
  GObject parent_instance;

  GValue value;
  GError *error;
  SweetTaskId *task_id;
  char *task_name;
  gint64 started_at;
  gint64 completed_at;
  gint64 execution_time;
};

G_DEFINE_FINAL_TYPE (SweetTaskResult, sweet_task_result, G_TYPE_OBJECT)

/* from here on not every whole number is a double */
#define SWEET_TASK_RESULT_EXACT 9007199254740992.0

static void
sweet_task_result_finalize (GObject *object)
{
  SweetTaskResult *self = SWEET_TASK_RESULT (object);

  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  g_clear_error (&self->error);
  g_clear_object (&self->task_id);
  g_free (self->task_name);

  G_OBJECT_CLASS (sweet_task_result_parent_class)->finalize (object);
}

static void
sweet_task_result_class_init (SweetTaskResultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sweet_task_result_finalize;
}

static void
sweet_task_result_init (SweetTaskResult *self)
{
}

/* JavaScript says “null” with a pointer to nothing */
static gboolean
sweet_task_result_is_none (const GValue *value)
{
  return value == NULL || !G_IS_VALUE (value) || (G_VALUE_HOLDS_POINTER (value) && g_value_get_pointer (value) == NULL);
}

SweetTaskResult *
sweet_task_result_new_full (const GValue *value,
                            const GError *error,
                            SweetTaskId *task_id,
                            const char *task_name,
                            gint64 started_at,
                            gint64 completed_at,
                            gint64 execution_time)
{
  SweetTaskResult *self = g_object_new (SWEET_TYPE_TASK_RESULT, NULL);

  if (error != NULL)
    self->error = g_error_copy (error);
  else if (!sweet_task_result_is_none (value))
    {
      g_value_init (&self->value, G_VALUE_TYPE (value));
      g_value_copy (value, &self->value);
    }
  self->task_id = task_id != NULL ? g_object_ref (task_id) : NULL;
  self->task_name = g_strdup (task_name);
  self->started_at = started_at;
  self->completed_at = completed_at;
  self->execution_time = execution_time;

  return self;
}

/**
 * sweet_task_result_new_value:
 * @value: (nullable): a value of any type, or %NULL for none
 *
 * Makes a result that is a copy of a value, of no task.
 *
 * Returns: (transfer full): a new result
 *
 * Since: 1.0
 */
SweetTaskResult *
sweet_task_result_new_value (const GValue *value)
{
  return sweet_task_result_new_full (value, NULL, NULL, NULL, 0, 0, 0);
}

/**
 * sweet_task_result_new_int64:
 * @value: a number
 *
 * Makes a result that is a whole number, of no task.
 *
 * Returns: (transfer full): a new result
 *
 * Since: 1.0
 */
SweetTaskResult *
sweet_task_result_new_int64 (gint64 value)
{
  SweetTaskResult *self = g_object_new (SWEET_TYPE_TASK_RESULT, NULL);

  g_value_init (&self->value, G_TYPE_INT64);
  g_value_set_int64 (&self->value, value);

  return self;
}

/**
 * sweet_task_result_new_double:
 * @value: a number
 *
 * Makes a result that is a number, of no task.
 *
 * Returns: (transfer full): a new result
 *
 * Since: 1.0
 */
SweetTaskResult *
sweet_task_result_new_double (double value)
{
  SweetTaskResult *self = g_object_new (SWEET_TYPE_TASK_RESULT, NULL);

  g_value_init (&self->value, G_TYPE_DOUBLE);
  g_value_set_double (&self->value, value);

  return self;
}

/**
 * sweet_task_result_new_boolean:
 * @value: true or false
 *
 * Makes a result that is true or false, of no task.
 *
 * Returns: (transfer full): a new result
 *
 * Since: 1.0
 */
SweetTaskResult *
sweet_task_result_new_boolean (gboolean value)
{
  SweetTaskResult *self = g_object_new (SWEET_TYPE_TASK_RESULT, NULL);

  g_value_init (&self->value, G_TYPE_BOOLEAN);
  g_value_set_boolean (&self->value, value);

  return self;
}

/**
 * sweet_task_result_new_string:
 * @value: a text
 *
 * Makes a result that is a copy of a text, of no task.
 *
 * Returns: (transfer full): a new result
 *
 * Since: 1.0
 */
SweetTaskResult *
sweet_task_result_new_string (const char *value)
{
  SweetTaskResult *self;

  g_return_val_if_fail (value != NULL, NULL);

  self = g_object_new (SWEET_TYPE_TASK_RESULT, NULL);
  g_value_init (&self->value, G_TYPE_STRING);
  g_value_set_string (&self->value, value);

  return self;
}

/**
 * sweet_task_result_new_object:
 * @value: (type GObject.Object): an object
 *
 * Makes a result that is an object, of no task.
 *
 * Returns: (transfer full): a new result
 *
 * Since: 1.0
 */
SweetTaskResult *
sweet_task_result_new_object (gpointer value)
{
  SweetTaskResult *self;

  g_return_val_if_fail (G_IS_OBJECT (value), NULL);

  self = g_object_new (SWEET_TYPE_TASK_RESULT, NULL);
  g_value_init (&self->value, G_OBJECT_TYPE (value));
  g_value_set_object (&self->value, value);

  return self;
}

/**
 * sweet_task_result_new_error:
 * @error: an error
 *
 * Makes a result that is a copy of an error, of no task.
 *
 * Returns: (transfer full): a new result
 *
 * Since: 1.0
 */
SweetTaskResult *
sweet_task_result_new_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return sweet_task_result_new_full (NULL, error, NULL, NULL, 0, 0, 0);
}

/**
 * sweet_task_result_is_ok:
 * @self: a result
 *
 * Tells whether the work succeeded, with a value or without one.
 *
 * Returns: %TRUE if it did
 *
 * Since: 1.0
 */
gboolean
sweet_task_result_is_ok (SweetTaskResult *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), FALSE);

  return self->error == NULL;
}

/**
 * sweet_task_result_is_error:
 * @self: a result
 *
 * Tells whether the work failed, was cancelled or timed out.
 *
 * Returns: %TRUE if it did
 *
 * Since: 1.0
 */
gboolean
sweet_task_result_is_error (SweetTaskResult *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), FALSE);

  return self->error != NULL;
}

/**
 * sweet_task_result_has_value:
 * @self: a result
 *
 * Tells whether there is a value. Work may succeed without one.
 *
 * Returns: %TRUE if there is
 *
 * Since: 1.0
 */
gboolean
sweet_task_result_has_value (SweetTaskResult *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), FALSE);

  return G_IS_VALUE (&self->value);
}

/**
 * sweet_task_result_check:
 * @self: a result
 * @error: return location for a #GError
 *
 * Hands the error on if the result is one, so that a caller can fail with it.
 *
 * Returns: %TRUE if the work succeeded, else %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
sweet_task_result_check (SweetTaskResult *self,
                         GError **error)
{
  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), FALSE);

  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

/**
 * sweet_task_result_dup_error:
 * @self: a result
 *
 * Gets the error if the result is one.
 *
 * Returns: (transfer full) (nullable): a copy of the error, or %NULL if the work succeeded
 *
 * Since: 1.0
 */
GError *
sweet_task_result_dup_error (SweetTaskResult *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), NULL);

  return self->error != NULL ? g_error_copy (self->error) : NULL;
}

/**
 * sweet_task_result_get_value:
 * @self: a result
 * @error: return location for a #GError
 *
 * Gets the value. Scripts get what is in it. In C it may be read as long as the result lives, and
 * `NULL` without an error says that the work succeeded without a value.
 *
 * Returns: (transfer none) (nullable): the value, %NULL if there is none, or %NULL with @error set if
 *   the result is an error
 *
 * Since: 1.0
 */
const GValue *
sweet_task_result_get_value (SweetTaskResult *self,
                             GError **error)
{
  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), NULL);

  if (!sweet_task_result_check (self, error))
    return NULL;

  return G_IS_VALUE (&self->value) ? &self->value : NULL;
}

static void
sweet_task_result_set_type_error (SweetTaskResult *self,
                                  const char *wanted,
                                  GError **error)
{
  if (G_IS_VALUE (&self->value))
    g_set_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE, "the result is a %s, not %s", G_VALUE_TYPE_NAME (&self->value), wanted);
  else
    g_set_error (error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_TYPE, "the result has no value and should be %s", wanted);
}

/* whole numbers of any type, and those that a script keeps in a double */
static gboolean
sweet_task_result_read_int64 (const GValue *value,
                              gint64 *number)
{
  g_auto (GValue) whole = G_VALUE_INIT;
  double real;

  switch (G_VALUE_TYPE (value))
    {
    case G_TYPE_DOUBLE:
      real = g_value_get_double (value);
      *number = (gint64) (fabs (real) <= SWEET_TASK_RESULT_EXACT ? real : 0);
      return (double) *number == real;
    case G_TYPE_UINT64:
      *number = (gint64) g_value_get_uint64 (value);
      return *number >= 0;
    case G_TYPE_ULONG:
      *number = (gint64) g_value_get_ulong (value);
      return *number >= 0;
    case G_TYPE_CHAR:
    case G_TYPE_UCHAR:
    case G_TYPE_INT:
    case G_TYPE_UINT:
    case G_TYPE_LONG:
    case G_TYPE_INT64:
      g_value_init (&whole, G_TYPE_INT64);
      g_value_transform (value, &whole);
      *number = g_value_get_int64 (&whole);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
sweet_task_result_read_double (const GValue *value,
                               double *number)
{
  gint64 whole;

  if (G_VALUE_HOLDS_DOUBLE (value) || G_VALUE_HOLDS_FLOAT (value))
    {
      *number = G_VALUE_HOLDS_DOUBLE (value) ? g_value_get_double (value) : (double) g_value_get_float (value);
      return TRUE;
    }
  if (!sweet_task_result_read_int64 (value, &whole))
    return FALSE;

  *number = (double) whole;
  return TRUE;
}

/**
 * sweet_task_result_get_int64: (skip)
 * @self: a result
 * @value: (out): where to put the number
 * @error: return location for a #GError
 *
 * Gets a value that is a whole number: one of any integer type that a `gint64` can hold, or a `double`
 * without a fraction, which is what JavaScript makes of large ones. In other languages
 * [method@TaskResult.get_value] does it.
 *
 * Fails with the error of the result, or with %SWEET_TASK_ERROR_TYPE if the value is something
 * else.
 *
 * Returns: %TRUE if it is one, else %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
sweet_task_result_get_int64 (SweetTaskResult *self,
                             gint64 *value,
                             GError **error)
{
  gint64 number = 0;

  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (!sweet_task_result_check (self, error))
    return FALSE;
  if (!G_IS_VALUE (&self->value) || !sweet_task_result_read_int64 (&self->value, &number))
    {
      sweet_task_result_set_type_error (self, "a whole number of 64 bits", error);
      return FALSE;
    }

  *value = number;
  return TRUE;
}

/**
 * sweet_task_result_get_double: (skip)
 * @self: a result
 * @value: (out): where to put the number
 * @error: return location for a #GError
 *
 * Gets a value that is a number of any type. In other languages [method@TaskResult.get_value] does it.
 *
 * Fails with the error of the result, or with %SWEET_TASK_ERROR_TYPE if the value is something
 * else.
 *
 * Returns: %TRUE if it is one, else %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
sweet_task_result_get_double (SweetTaskResult *self,
                              double *value,
                              GError **error)
{
  double number = 0;

  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (!sweet_task_result_check (self, error))
    return FALSE;
  if (!G_IS_VALUE (&self->value) || !sweet_task_result_read_double (&self->value, &number))
    {
      sweet_task_result_set_type_error (self, "a number", error);
      return FALSE;
    }

  *value = number;
  return TRUE;
}

/**
 * sweet_task_result_get_boolean: (skip)
 * @self: a result
 * @value: (out): where to put the value
 * @error: return location for a #GError
 *
 * Gets a value that is true or false. In other languages [method@TaskResult.get_value] does it.
 *
 * Fails with the error of the result, or with %SWEET_TASK_ERROR_TYPE if the value is something
 * else.
 *
 * Returns: %TRUE if it is one, else %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
sweet_task_result_get_boolean (SweetTaskResult *self,
                               gboolean *value,
                               GError **error)
{
  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (!sweet_task_result_check (self, error))
    return FALSE;
  if (!G_VALUE_HOLDS_BOOLEAN (&self->value))
    {
      sweet_task_result_set_type_error (self, "true or false", error);
      return FALSE;
    }

  *value = g_value_get_boolean (&self->value);
  return TRUE;
}

/**
 * sweet_task_result_get_string: (skip)
 * @self: a result
 * @error: return location for a #GError
 *
 * Gets a value that is a text. In other languages [method@TaskResult.get_value] does it.
 *
 * Fails with the error of the result, or with %SWEET_TASK_ERROR_TYPE if the value is something
 * else, or a text that is `NULL`.
 *
 * Returns: (transfer none): the text, valid as long as the result lives, or %NULL with @error set
 *
 * Since: 1.0
 */
const char *
sweet_task_result_get_string (SweetTaskResult *self,
                              GError **error)
{
  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), NULL);

  if (!sweet_task_result_check (self, error))
    return NULL;
  if (!G_VALUE_HOLDS_STRING (&self->value) || g_value_get_string (&self->value) == NULL)
    {
      sweet_task_result_set_type_error (self, "a text", error);
      return NULL;
    }

  return g_value_get_string (&self->value);
}

/**
 * sweet_task_result_get_object: (skip)
 * @self: a result
 * @type: the class or interface that it must be of
 * @error: return location for a #GError
 *
 * Gets a value that is an object. In other languages [method@TaskResult.get_value] does it.
 *
 * Fails with the error of the result, or with %SWEET_TASK_ERROR_TYPE if the value is something
 * else, or an object of another type.
 *
 * Returns: (transfer none) (type GObject.Object): the object, valid as long as the result lives, or
 *   %NULL with @error set
 *
 * Since: 1.0
 */
gpointer
sweet_task_result_get_object (SweetTaskResult *self,
                              GType type,
                              GError **error)
{
  gpointer object = NULL;

  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), NULL);

  if (!sweet_task_result_check (self, error))
    return NULL;
  if (G_VALUE_HOLDS_OBJECT (&self->value))
    object = g_value_get_object (&self->value);
  if (!G_TYPE_CHECK_INSTANCE_TYPE (object, type))
    {
      g_autofree char *wanted = g_strdup_printf ("a %s", g_type_name (type));

      sweet_task_result_set_type_error (self, wanted, error);
      return NULL;
    }

  return object;
}

/**
 * sweet_task_result_get_task_id:
 * @self: a result
 *
 * Gets the id of the task that ended with this result.
 *
 * Returns: (transfer none) (nullable): the id, or %NULL if it is of no task
 *
 * Since: 1.0
 */
SweetTaskId *
sweet_task_result_get_task_id (SweetTaskResult *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), NULL);

  return self->task_id;
}

/**
 * sweet_task_result_get_task_name:
 * @self: a result
 *
 * Gets the name of the task that ended with this result.
 *
 * Returns: (transfer none) (nullable): the name, or %NULL if it has none
 *
 * Since: 1.0
 */
const char *
sweet_task_result_get_task_name (SweetTaskResult *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), NULL);

  return self->task_name;
}

/**
 * sweet_task_result_get_started_at:
 * @self: a result
 *
 * Gets when the work began.
 *
 * Returns: microseconds since 1970 UTC, 0 if it never did or is of no task
 *
 * Since: 1.0
 */
gint64
sweet_task_result_get_started_at (SweetTaskResult *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), 0);

  return self->started_at;
}

/**
 * sweet_task_result_get_completed_at:
 * @self: a result
 *
 * Gets when the work ended.
 *
 * Returns: microseconds since 1970 UTC, 0 if it is of no task
 *
 * Since: 1.0
 */
gint64
sweet_task_result_get_completed_at (SweetTaskResult *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), 0);

  return self->completed_at;
}

/**
 * sweet_task_result_get_execution_time:
 * @self: a result
 *
 * Gets how long the work took, on a clock that nobody sets.
 *
 * Returns: microseconds, 0 if it never began or is of no task
 *
 * Since: 1.0
 */
gint64
sweet_task_result_get_execution_time (SweetTaskResult *self)
{
  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), 0);

  return self->execution_time;
}

gboolean
sweet_task_result_is_plain_type (GType type)
{
  GType fundamental = G_TYPE_FUNDAMENTAL (type);

  return fundamental != G_TYPE_OBJECT && fundamental != G_TYPE_BOXED && fundamental != G_TYPE_INTERFACE && fundamental <= G_TYPE_MAKE_FUNDAMENTAL (G_TYPE_RESERVED_GLIB_LAST);
}

gboolean
sweet_task_result_is_plain (SweetTaskResult *self)
{
  return !G_IS_VALUE (&self->value) || sweet_task_result_is_plain_type (G_VALUE_TYPE (&self->value));
}

SweetTaskResult *
sweet_task_result_apply (SweetTaskResult *self,
                         SweetTaskResultFunc func,
                         gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SweetTaskResult) mapped = func (self, user_data, &error);

  if (mapped == NULL && error == NULL)
    g_set_error (&error, SWEET_TASK_ERROR, SWEET_TASK_ERROR_WORK, "the function that maps the result gave neither a result nor an error");
  if (mapped == self)
    return g_steal_pointer (&mapped);

  return sweet_task_result_new_full (mapped != NULL ? &mapped->value : NULL, mapped != NULL ? mapped->error : error, self->task_id, self->task_name, self->started_at, self->completed_at, self->execution_time);
}

/**
 * sweet_task_result_map:
 * @self: a result
 * @func: (scope call) (closure user_data): makes another result of this one; called at once, if this
 *   one is no error
 * @user_data: given to @func
 *
 * Makes another result of this one. An error stays what it is. What comes out is of the same task, with
 * the same times.
 *
 * An error that @func reports becomes the result, and so does one that says so if it reports nothing and
 * gives nothing.
 *
 * Returns: (transfer full): the result
 *
 * Since: 1.0
 */
SweetTaskResult *
sweet_task_result_map (SweetTaskResult *self,
                       SweetTaskResultFunc func,
                       gpointer user_data)
{
  g_return_val_if_fail (SWEET_IS_TASK_RESULT (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return self->error != NULL ? g_object_ref (self) : sweet_task_result_apply (self, func, user_data);
}
