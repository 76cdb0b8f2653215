using Cornea.Bench;
using Cornea.Bench.Serving;

var begin = System.Diagnostics.Stopwatch.GetTimestamp();
if (args.Length == 0 || args[0] is "-h" or "--help" or "help")
{
    Console.Out.Write(Arguments.Help);
    Console.Out.Write(ServeCommand.Help);
    Console.Out.Write(ImportedCommand.Help);
    return args.Length == 0 ? 2 : 0;
}
try
{
    if (args[0] == "serve")
        return ServeCommand.Run(args);
    if (args[0] == "imported")
        return ImportedCommand.Run(args);
    var arguments = Arguments.Parse(args);
    return arguments.Command switch
    {
        "compare-all" => AllComparison.Run(arguments),
        "compare" => Comparison.Run(arguments),
        "infer" => InferCommand.Run(arguments),
        "compare-infer" => InferComparison.Run(arguments),
        "quantize" => QuantizeCommand.Run(arguments),
        "layers" => LayersCommand.Run(arguments),
        "first" => FirstCommand.Run(arguments, begin),
        "accuracy" => AccuracyCommand.Run(arguments),
        _ => TrainCommand.Run(arguments),
    };
}
catch (UsageException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}
catch (PeerException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 3;
}
