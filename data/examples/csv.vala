// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright 2026 The Sweet authors

// Collects the records of a CSV file that have no empty field, and prints them.

MainLoop loop;
int status = 0;

bool receive (Sweet.ReceiverEvent event, Sweet.Collector collector) throws Error {
    if (!("" in event.dup_texts ()))
        collector.collect (event.dup_text ("id"), event);
    return true;
}

void print_record (Sweet.ReceiverEvent record) throws Error {
    unowned string[] names = record.get_schema ().get_names ();
    string[] fields = record.dup_texts ();

    for (int i = 0; i < fields.length; i++)
        stdout.printf ("%s%s=%s", i > 0 ? ", " : "", names[i], fields[i]);
    stdout.printf ("\n");
}

void final_event (Sweet.FinalEvent event) {
    try {
        ListModel records = event.get_collected ();
        for (uint i = 0; i < records.get_n_items (); i++)
            print_record ((Sweet.ReceiverEvent) records.get_item (i));
        stdout.printf ("valid records: %u\n", records.get_n_items ());
        event.check ();
    } catch (Error error) {
        stderr.printf ("%s\n", error.message);
        status = 1;
    }
    loop.quit ();
}

Sweet.EmittingTask start (string path) throws Error {
    var file = (Sweet.Source) Sweet.Element.make (Sweet.ElementKind.SOURCE, "file");
    file.set ("path", path);
    var csv = (Sweet.Format) Sweet.Element.make (Sweet.ElementKind.FORMAT, "csv");

    return new Sweet.EmittingTaskBuilder ()
        .with_source (file)
        .with_format (csv)
        .with_chunk_size (new Sweet.ChunkSize.rows (100))
        .with_timeout (60 * TimeSpan.SECOND)
        .with_receiver (receive)
        .with_final_event (final_event)
        .run ();
}

int main (string[] args) {
    if (args.length != 2) {
        stderr.printf ("usage: csv FILE\n");
        return 1;
    }

    loop = new MainLoop ();
    try {
        start (args[1]);
    } catch (Error error) {
        stderr.printf ("%s\n", error.message);
        return 1;
    }
    loop.run ();
    return status;
}
