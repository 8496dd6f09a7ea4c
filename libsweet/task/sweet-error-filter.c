/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#include "config.h"

#include "task/sweet-error-filter-private.h"

typedef struct
{
  GQuark domain;
  int code;
} SweetErrorFilterItem;

void
sweet_error_filter_add (SweetErrorFilter *self,
                        GQuark domain,
                        int code)
{
  SweetErrorFilterItem item = { domain, code };

  if (self->items == NULL)
    self->items = g_array_new (FALSE, FALSE, sizeof item);
  g_array_append_val (self->items, item);
}

/* @errors is an a(si): domains in words, and codes */
void
sweet_error_filter_add_all (SweetErrorFilter *self,
                            GVariant *errors)
{
  GVariantIter iter;
  const char *domain;
  gint32 code;

  g_variant_iter_init (&iter, errors);
  while (g_variant_iter_next (&iter, "(&si)", &domain, &code))
    sweet_error_filter_add (self, g_quark_from_string (domain), code);
}

/* the caller's, as sweet_error_filter_add_all() takes it */
GVariant *
sweet_error_filter_to_variant (const SweetErrorFilter *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(si)"));
  for (guint i = 0; self->items != NULL && i < self->items->len; i++)
    {
      const SweetErrorFilterItem *item = &g_array_index (self->items, SweetErrorFilterItem, i);

      g_variant_builder_add (&builder, "(si)", g_quark_to_string (item->domain), item->code);
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

SweetErrorFilter
sweet_error_filter_copy (const SweetErrorFilter *self)
{
  SweetErrorFilter copy = { self->items != NULL ? g_array_copy (self->items) : NULL };

  return copy;
}

void
sweet_error_filter_clear (SweetErrorFilter *self)
{
  g_clear_pointer (&self->items, g_array_unref);
}

/* whether it was added in just these words */
gboolean
sweet_error_filter_contains (const SweetErrorFilter *self,
                             GQuark domain,
                             int code)
{
  for (guint i = 0; self->items != NULL && i < self->items->len; i++)
    {
      const SweetErrorFilterItem *item = &g_array_index (self->items, SweetErrorFilterItem, i);

      if (item->domain == domain && item->code == code)
        return TRUE;
    }
  return FALSE;
}

gboolean
sweet_error_filter_matches (const SweetErrorFilter *self,
                            const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;

  return self->items == NULL ||
         sweet_error_filter_contains (self, error->domain, error->code) ||
         sweet_error_filter_contains (self, error->domain, SWEET_ERROR_FILTER_ANY_CODE);
}
