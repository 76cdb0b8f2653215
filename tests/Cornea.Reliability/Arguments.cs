using System.Globalization;

namespace Cornea.Reliability;

/// <summary>The command line.</summary>
internal sealed record Arguments
{
    public const string Help = """
        Cornea.Reliability: what files can do to Cornea, and what ends of a process can do to a training.

          files [--format NAME,...] [--count 10000] [--seed 1]
              Changes whole files of each binary format at random, --count times each, and reads them: each has to succeed or
              to throw the documented exception, within 2 s and 16 MiB + 3 times the file (more for a few formats). Files in
              tests/fixtures/malformed/FORMAT are read too. A file that fails is written to --keep FOLDER.
          one FORMAT FILE
              Reads one file as the command above does and prints what came of it.
          seeds FORMAT FOLDER
          fuzz FORMAT
              For afl-fuzz (see fuzz.sh beside this program): writes the whole files of a format; reads what the fuzzer
              gives, in a copy of this program whose Cornea.dll tells which branches it took.
          kill [--count 20] [--seed 1]
              Kills trainings (SIGKILL) at random moments, a quarter of them in a save, some three times, and resumes them:
              weights, optimizer and history have to end as those of a training that ran through.
          signals [--count 10] [--seed 1]
              The same with SIGINT and SIGTERM in turn, which have to end the process with 130 and 143.
          disk
              A full disk and a read-only one (a small tmpfs; needs root): the last checkpoint stays and the training resumes.
          speed [--megabytes 100] [--rounds 5]
              Saves and loads a .keras of that size from the page cache, with h5py beside it where Python has it.
          corpus FOLDER
              Writes a file of every format that is written here, for tests/fixtures/formats/VERSION: what was ever written has
              to be read for ever (FormatCorpusTests).
          train FOLDER [--kind arrays|dataset]
              The training that the others interrupt.

        Exit codes: 0 all held, 1 something did not, 2 wrong command line.

        """;

    public required string Command { get; init; }

    /// <summary>What stands between the command and the options.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    public IReadOnlyList<string> Formats { get; init; } = [];

    public int? Count { get; init; }

    public int Seed { get; init; } = 1;

    public int Megabytes { get; init; } = 100;

    public int Rounds { get; init; } = 5;

    public string Kind { get; init; } = "arrays";

    public string? Keep { get; init; }

    public static Arguments Parse(string[] args)
    {
        var values = args.Skip(1).TakeWhile(value => !value.StartsWith("--", StringComparison.Ordinal)).ToArray();
        var result = new Arguments { Command = args[0], Values = values };
        for (var i = 1 + values.Length; i < args.Length; i++)
        {
            var name = args[i];
            if (++i == args.Length)
                throw new UsageException($"{name} needs a value.");
            result = name switch
            {
                "--format" => result with { Formats = args[i].Split(',') },
                "--count" => result with { Count = Number(name, args[i]) },
                "--seed" => result with { Seed = Number(name, args[i]) },
                "--megabytes" => result with { Megabytes = Number(name, args[i]) },
                "--rounds" => result with { Rounds = Number(name, args[i]) },
                "--kind" => result with { Kind = args[i] },
                "--keep" => result with { Keep = args[i] },
                _ => throw new UsageException($"'{name}' is no option of {args[0]}."),
            };
        }
        return result;
    }

    private static int Number(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new UsageException($"{name} expects a whole number of 1 or more, but received '{text}'.");
}
