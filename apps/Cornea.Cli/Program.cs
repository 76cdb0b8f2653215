using Cornea.Cli;

// The signals come first: what is interrupted later finds them already in order.
using var stop = new StopSignals(Console.Error);
return CommandLine.Run(args, Console.Out, Console.Error, stop);
