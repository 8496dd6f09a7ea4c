/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "stream/sweet-element-private.h"
#include "stream/sweet-recipe-private.h"

/* the elements of a builder belong to it; each run has copies */

/* elements of scripts run themselves, in one run at a time */
static GMutex sweet_recipe_busy_lock;

static GQuark
sweet_recipe_busy_quark (void)
{
  return g_quark_from_static_string ("sweet-element-busy");
}

static gboolean
sweet_recipe_claim_element (SweetElement *element,
                            GError **error)
{
  gboolean busy;

  g_mutex_lock (&sweet_recipe_busy_lock);
  busy = g_object_get_qdata (G_OBJECT (element), sweet_recipe_busy_quark ()) != NULL;
  if (!busy)
    g_object_set_qdata (G_OBJECT (element), sweet_recipe_busy_quark (), GINT_TO_POINTER (1));
  g_mutex_unlock (&sweet_recipe_busy_lock);
  if (!busy)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
               "the element “%s” is in a running task and cannot be copied; override “copy” to use it in several at once",
               sweet_element_get_name (element));
  return FALSE;
}

static void
sweet_recipe_unclaim_element (SweetElement *element)
{
  if (element == NULL || sweet_element_is_copyable (element))
    return;

  g_mutex_lock (&sweet_recipe_busy_lock);
  g_object_set_qdata (G_OBJECT (element), sweet_recipe_busy_quark (), NULL);
  g_mutex_unlock (&sweet_recipe_busy_lock);
}

void
sweet_recipe_unclaim (SweetRecipe *recipe)
{
  for (guint i = 0; i < recipe->branches->len; i++)
    sweet_recipe_unclaim (((SweetBranch *) g_ptr_array_index (recipe->branches, i))->recipe);
  sweet_recipe_unclaim_element ((SweetElement *) recipe->source);
  for (guint i = 0; i < recipe->elements->len; i++)
    sweet_recipe_unclaim_element (g_ptr_array_index (recipe->elements, i));
  sweet_recipe_unclaim_element ((SweetElement *) recipe->strategy);
  sweet_recipe_unclaim_element ((SweetElement *) recipe->sender_strategy);
  sweet_recipe_unclaim_element ((SweetElement *) recipe->sink);
}

/* replaces an element of the recipe by one for this run */
static gboolean
sweet_recipe_claim_one (SweetElement **element,
                        GError **error)
{
  SweetElement *copy;

  if (*element == NULL)
    return TRUE;
  if (!sweet_element_is_copyable (*element))
    return sweet_recipe_claim_element (*element, error);

  copy = sweet_element_copy (*element);
  if (copy == NULL)
    {
      g_set_error (error, SWEET_STREAM_ERROR, SWEET_STREAM_ERROR_CALLBACK,
                   "%s: “copy” returned nothing", sweet_element_get_name (*element));
      return FALSE;
    }
  g_object_unref (*element);
  *element = copy;
  return TRUE;
}

/* what was claimed before a failure is given back: a copy has the mark of no other run, so that only
 * elements of this run may be marked */
static gboolean
sweet_recipe_claim_own (SweetRecipe *recipe,
                        GError **error)
{
  g_autoptr (GPtrArray) claimed = g_ptr_array_new ();
  SweetElement **slots[4] = { (SweetElement **) &recipe->source, (SweetElement **) &recipe->strategy, (SweetElement **) &recipe->sender_strategy, (SweetElement **) &recipe->sink };
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < G_N_ELEMENTS (slots); i++)
    {
      ok = sweet_recipe_claim_one (slots[i], error);
      if (ok && *slots[i] != NULL)
        g_ptr_array_add (claimed, *slots[i]);
    }
  for (guint i = 0; ok && i < recipe->elements->len; i++)
    {
      ok = sweet_recipe_claim_one ((SweetElement **) &g_ptr_array_index (recipe->elements, i), error);
      if (ok)
        g_ptr_array_add (claimed, g_ptr_array_index (recipe->elements, i));
    }
  for (guint i = 0; !ok && i < claimed->len; i++)
    sweet_recipe_unclaim_element (g_ptr_array_index (claimed, i));
  return ok;
}

/* the same for the branches of the recipe */
static gboolean
sweet_recipe_claim_branches (SweetRecipe *recipe,
                             GError **error)
{
  for (guint i = 0; i < recipe->branches->len; i++)
    {
      SweetBranch *branch = g_ptr_array_index (recipe->branches, i);

      if (sweet_recipe_claim_own (branch->recipe, error))
        continue;

      /* what is left is not this run's */
      g_ptr_array_set_size (recipe->branches, (int) i);
      sweet_recipe_unclaim (recipe);
      return FALSE;
    }
  return TRUE;
}

/* has elements that are this run's own; whatever was claimed is given back where one cannot be had */
gboolean
sweet_recipe_claim (SweetRecipe *self,
                    GError **error)
{
  return sweet_recipe_claim_own (self, error) && sweet_recipe_claim_branches (self, error);
}
