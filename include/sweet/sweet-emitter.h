/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright 2026 The Sweet authors */

#pragma once

#if !defined(SWEET_INSIDE) && !defined(SWEET_COMPILATION)
#error "Only <sweet/sweet.h> can be included directly."
#endif

#include <sweet/sweet-chunk.h>

G_BEGIN_DECLS

#define SWEET_TYPE_EMITTER (sweet_emitter_get_type ())

SWEET_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SweetEmitter, sweet_emitter, SWEET, EMITTER, GObject)

SWEET_AVAILABLE_IN_ALL
void sweet_emitter_emit (SweetEmitter *self,
                         SweetChunk *chunk);
SWEET_AVAILABLE_IN_ALL
SweetChunk *sweet_emitter_make_writable (SweetEmitter *self,
                                         SweetChunk *chunk);
SWEET_AVAILABLE_IN_ALL
void sweet_emitter_emit_to (SweetEmitter *self,
                            const char *output,
                            SweetChunk *chunk);
SWEET_AVAILABLE_IN_ALL
gboolean sweet_emitter_emit_error (SweetEmitter *self,
                                   SweetChunk *chunk,
                                   guint row,
                                   const GError *error);

G_END_DECLS
