// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

namespace Sweet {
	public abstract class Element : GLib.Object {
		// not for scripts, which run on the main context only
		[CCode (cname = "sweet_element_class_set_traits")]
		[Version (since = "1.0")]
		public class void set_traits (Sweet.Place place, Sweet.Concurrency concurrency);
	}

	// scripts run on the main context only as well
	public sealed class SpawningTaskBuilder : GLib.Object {
		[CCode (cname = "sweet_spawning_task_builder_with_work_on_workers")]
		[DestroysInstance]
		[Version (since = "1.0")]
		public Sweet.SpawningTaskBuilder with_work_on_workers (owned Sweet.WorkFunc work);

		[CCode (cname = "sweet_spawning_task_builder_with_fallback_on_workers")]
		[DestroysInstance]
		[Version (since = "1.0")]
		public Sweet.SpawningTaskBuilder with_fallback_on_workers (owned Sweet.WorkFunc work);
	}

	public sealed class Future : GLib.Object {
		[CCode (cname = "sweet_future_map_on_workers")]
		[Version (since = "1.0")]
		public Sweet.Future map_on_workers (owned Sweet.TaskResultFunc func);

		[CCode (cname = "sweet_future_and_then_on_workers")]
		[Version (since = "1.0")]
		public Sweet.Future and_then_on_workers (owned Sweet.FutureFunc func);

		[CCode (cname = "sweet_future_on_settled_on_workers")]
		[Version (since = "1.0")]
		public Sweet.Future on_settled_on_workers (owned Sweet.SettledFunc func);
	}
}
