using System.Globalization;
using Cornea.Bench.Service;

// The clients are a process of their own, so that their work does not stand in the service's garbage collections and thread pool.
if (args is ["clients", var address, var length, var limit])
    return await Clients.RunAsync(address, int.Parse(length, CultureInfo.InvariantCulture), int.Parse(limit, CultureInfo.InvariantCulture));
if (args.Length is 0 or > 2 || !Networks.Names.Contains(args[0]))
{
    Console.Error.WriteLine($"""
        Usage: dotnet run -c Release --project bench/Cornea.Bench.Service -- {string.Join('|', Networks.Names)} [SECONDS]
          One ASP.NET service with one network behind three addresses: Cornea's server, a pool of its predictors as one writes it by hand,
          and onnxruntime. 32 clients ask each in turn for SECONDS (3), five rounds; medians, and code 1 where Cornea's server is slower
          than one of the others or its p99 is 10 ms or more.
        """);
    return 2;
}
return await Comparison.RunAsync(args[0], args.Length == 2 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3);
