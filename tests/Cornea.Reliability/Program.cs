using Cornea.Reliability;
using Cornea.Reliability.Interruption;
using Cornea.Reliability.Malformed;
using Cornea.Reliability.Speed;

if (args.Length == 0 || args[0] is "-h" or "--help" or "help")
{
    Console.Out.Write(Arguments.Help);
    return args.Length == 0 ? 2 : 0;
}
try
{
    var arguments = Arguments.Parse(args);
    return arguments.Command switch
    {
        "files" => MalformedRun.Run(arguments),
        "fuzz" => FuzzRun.Run(arguments),
        "seeds" => FuzzRun.WriteSeeds(arguments),
        "one" => MalformedRun.One(arguments),
        "kill" => KillRun.Run(arguments),
        "signals" => SignalRun.Run(arguments),
        "disk" => DiskRun.Run(arguments),
        "corpus" => Corpus.Run(arguments),
        "speed" => SpeedRun.Run(arguments),
        "train" => TrainingProgram.Run(arguments),
        _ => throw new UsageException($"'{arguments.Command}' is no command. See --help."),
    };
}
catch (UsageException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}
