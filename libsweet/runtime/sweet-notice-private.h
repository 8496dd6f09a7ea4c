/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#include <glib-object.h>

#include "runtime/sweet-delivery-private.h"

G_BEGIN_DECLS

gboolean sweet_notice_is_wanted (GObject *object,
                                 const char *property);
gboolean sweet_notice_post (SweetDelivery *delivery,
                            GObject *object,
                            const char *property);

G_END_DECLS
