/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include <sweet/sweet.h>

#include "pipeline/sweet-pipeline-place-private.h"
#include "pipeline/sweet-pipeline-syntax-private.h"
#include "plugin/sweet-element-factory-private.h"
#include "plugin/sweet-registry-private.h"

#define SWEET_PIPELINE_BIT(kind) (1u << SWEET_ELEMENT_KIND_##kind)

/* where an element stands, strategies not counted */
typedef enum
{
  SWEET_PIPELINE_PLACE_FIRST,
  SWEET_PIPELINE_PLACE_MIDDLE,
  SWEET_PIPELINE_PLACE_LAST,
} SweetPipelinePlace;

/* what may stand there, the likeliest first */
static const SweetElementKind first_kinds[] = { SWEET_ELEMENT_KIND_SOURCE, SWEET_ELEMENT_KIND_STRATEGY };
static const SweetElementKind middle_kinds[] = { SWEET_ELEMENT_KIND_FORMAT, SWEET_ELEMENT_KIND_PROCESSOR, SWEET_ELEMENT_KIND_STRATEGY };
static const SweetElementKind last_kinds[] = { SWEET_ELEMENT_KIND_SINK, SWEET_ELEMENT_KIND_FORMAT, SWEET_ELEMENT_KIND_PROCESSOR, SWEET_ELEMENT_KIND_STRATEGY };

static const struct
{
  const SweetElementKind *kinds;
  guint n_kinds;
} places[] = {
  { first_kinds, G_N_ELEMENTS (first_kinds) },
  { middle_kinds, G_N_ELEMENTS (middle_kinds) },
  { last_kinds, G_N_ELEMENTS (last_kinds) },
};

static gboolean
sweet_pipeline_place_choose (SweetPipelinePlace place,
                             guint kinds,
                             SweetElementKind *kind)
{
  for (guint i = 0; i < places[place].n_kinds; i++)
    {
      *kind = places[place].kinds[i];
      if ((kinds & 1u << *kind) != 0)
        return TRUE;
    }

  return FALSE;
}

static void
sweet_pipeline_place_set_unknown (SweetRegistry *registry,
                                  const SweetPipelineSegment *segment,
                                  GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GListModel) found = sweet_registry_find (registry, segment->name, &reason);

  /* a file that came between the two looks is no reason to fail in another way */
  g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_UNKNOWN_ELEMENT, "element %u: %s", segment->number, found == NULL ? reason->message : "its plugin has just been installed, try again");
}

/* the name exists and has no kind that may stand there */
static void
sweet_pipeline_place_set_misplaced (const SweetPipelineSegment *segment,
                                    SweetPipelinePlace place,
                                    guint kinds,
                                    GError **error)
{
  g_autofree char *text = sweet_element_kinds_to_text (kinds);

  if (place == SWEET_PIPELINE_PLACE_FIRST)
    g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_INCOMPLETE, "element %u: “%s” is a %s, and a pipeline begins with a source, such as “file path=NAME”", segment->number, segment->name, text);
  else if ((kinds & SWEET_PIPELINE_BIT (SINK)) != 0)
    g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "element %u: “%s” is a %s, and a sink stands last; a format or processor belongs here", segment->number, segment->name, text);
  else
    g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "element %u: “%s” is a %s, and a source stands first; a format or processor belongs here", segment->number, segment->name, text);
}

static SweetElementFactory *
sweet_pipeline_place_find (SweetRegistry *registry,
                           const SweetPipelineSegment *segment,
                           SweetPipelinePlace place,
                           GError **error)
{
  guint kinds = sweet_registry_get_kinds (registry, segment->name, FALSE);
  SweetElementKind kind;

  if (!sweet_pipeline_place_choose (place, kinds, &kind))
    {
      /* another plugin may have the name in the kind that fits */
      kinds = sweet_registry_get_kinds (registry, segment->name, TRUE);
      if (kinds == 0)
        {
          sweet_pipeline_place_set_unknown (registry, segment, error);
          return NULL;
        }
      if (!sweet_pipeline_place_choose (place, kinds, &kind))
        {
          sweet_pipeline_place_set_misplaced (segment, place, kinds, error);
          return NULL;
        }
    }

  return sweet_registry_lookup (registry, kind, segment->name, error);
}

/* first and last of what can be no strategy; FALSE if there is none */
static gboolean
sweet_pipeline_place_find_ends (SweetRegistry *registry,
                                GPtrArray *segments,
                                guint *first,
                                guint *last)
{
  gboolean found = FALSE;

  for (guint i = 0; i < segments->len; i++)
    {
      const SweetPipelineSegment *segment = g_ptr_array_index (segments, i);

      if (sweet_registry_get_kinds (registry, segment->name, FALSE) == SWEET_PIPELINE_BIT (STRATEGY))
        continue;

      if (!found)
        *first = i;
      *last = i;
      found = TRUE;
    }

  return found;
}

static gboolean
sweet_pipeline_place_check_strategies (GPtrArray *segments,
                                       GPtrArray *factories,
                                       GError **error)
{
  const char *name = NULL;

  for (guint i = 0; i < segments->len; i++)
    {
      const SweetPipelineSegment *segment = g_ptr_array_index (segments, i);

      if (sweet_element_factory_get_kind (g_ptr_array_index (factories, i)) != SWEET_ELEMENT_KIND_STRATEGY)
        continue;

      if (name != NULL)
        {
          g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_SYNTAX, "element %u: “%s” is a second strategy beside “%s”; a pipeline has at most one", segment->number, segment->name, name);
          return FALSE;
        }
      name = segment->name;
    }

  return TRUE;
}

GPtrArray *
sweet_pipeline_place_elements (SweetRegistry *registry,
                               GPtrArray *segments,
                               gboolean branch,
                               GError **error)
{
  g_autoptr (GPtrArray) factories = g_ptr_array_new_with_free_func (g_object_unref);
  guint first = 0;
  guint last = 0;

  if (!sweet_pipeline_place_find_ends (registry, segments, &first, &last))
    {
      g_set_error (error, SWEET_PIPELINE_ERROR, SWEET_PIPELINE_ERROR_INCOMPLETE, "the pipeline is only a strategy: it begins with a source, such as “file path=NAME”");
      return NULL;
    }

  for (guint i = 0; i < segments->len; i++)
    {
      SweetPipelinePlace place = i == last ? SWEET_PIPELINE_PLACE_LAST : SWEET_PIPELINE_PLACE_MIDDLE;
      SweetElementFactory *factory = sweet_pipeline_place_find (registry, g_ptr_array_index (segments, i), !branch && i <= first ? SWEET_PIPELINE_PLACE_FIRST : place, error);

      if (factory == NULL)
        return NULL;
      g_ptr_array_add (factories, factory);
    }

  if (!sweet_pipeline_place_check_strategies (segments, factories, error))
    return NULL;

  return g_steal_pointer (&factories);
}
