using Cornea.Conformance;

if (args is ["--catalogue", var document])
{
    File.WriteAllText(document, Catalogue.Update(File.ReadAllText(document)));
    return 0;
}
if (args is ["--ops", var file])
{
    File.WriteAllText(file, OpStatusTable.Update(File.ReadAllText(file)));
    return 0;
}
if (args is ["--onnx", var page])
{
    File.WriteAllText(page, OnnxOperatorTable.Update(File.ReadAllText(page)));
    return 0;
}
if (args is ["--export", var what, var target])
    return OnnxExportCheck.Run(what, target, Console.Out) == 0 ? 0 : 6;
if (args is ["--round-trips", var networks])
    return ApplicationRoundTrips.Run(networks, Console.Out) == 0 ? 0 : 6;
if (args is ["--weight-files", var official])
    return ApplicationWeightFiles.Run(official, Console.Out) == 0 ? 0 : 6;
if (args is ["--write", var cases, var output])
{
    FilesForKeras.Write(cases, output, Console.Out);
    return 0;
}
if (args.Length != 1)
{
    Console.Error.WriteLine("Usage: dotnet run --project tests/Cornea.Conformance -- FOLDER");
    Console.Error.WriteLine("       dotnet run --project tests/Cornea.Conformance -- --write tests/fixtures/keras OUT");
    Console.Error.WriteLine("       dotnet run --project tests/Cornea.Conformance -- --round-trips tests/fixtures/applications");
    Console.Error.WriteLine("       dotnet run --project tests/Cornea.Conformance -- --weight-files tests/fixtures/applications");
    Console.Error.WriteLine("       dotnet run --project tests/Cornea.Conformance -- --catalogue docs/KERAS.md");
    Console.Error.WriteLine("       dotnet run --project tests/Cornea.Conformance -- --ops docs/KERAS.md");
    Console.Error.WriteLine("       dotnet run --project tests/Cornea.Conformance -- --onnx docs/ONNX.md");
    Console.Error.WriteLine("       dotnet run --project tests/Cornea.Conformance -- --export FOLDER|applications TARGET");
    Console.Error.WriteLine(
        "Replays a folder of Keras's reference cases (activations.json, losses.json, ...), or writes the table of Keras's classes or "
            + "functions.");
    return 2;
}
if (!Directory.Exists(args[0]))
{
    Console.Error.WriteLine(
        $"A folder of reference cases was expected, but '{args[0]}' is not a folder. Give the folder that holds losses.json and the "
            + $"others.");
    return 2;
}

var run = ConformanceRun.Replay(args[0]);
run.Write(Console.Out);
return run.Failed == 0 ? 0 : 6;
