using System.CommandLine;
using Cornea.Cli.Converting;
using Cornea.Cli.Help;
using Cornea.Cli.Options;
using Cornea.Cli.Output;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea freeze</c>: writes a network as one C# file that needs nothing but .NET.</summary>
internal static class FreezeCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("MODEL") { Description = "A file with a network, or the folder of a run." };
        var target = ValueOptions.Text("--output", null, "FILE", "The C# file to write, such as Digits.cs.", "-o");
        target.Required = true;
        var name = ValueOptions.Text("--class", null, "NAME", "The name of the class; the file's where not given.");
        var space = ValueOptions.Text("--namespace", null, "NAME", "The namespace of the class; none where not given.");
        var force = ValueOptions.Switch("--force", "Replace the file where it exists.");
        var command = new ToolCommand("freeze",
            "Write a network as one C# file with its weights, which needs nothing but .NET: Digits.Predict(pixels, probabilities).",
            new("cornea freeze runs/digits -o Digits.cs"),
            new("cornea freeze model.keras -o Model.cs --namespace My.Networks"))
        {
            source, target, name, space, force,
        };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var file = new CodeFile(result.GetValue(source)!, result.GetValue(target)!, CommandOutput.Of(result))
            {
                ClassName = result.GetValue(name),
                NamespaceName = result.GetValue(space),
                Force = result.GetValue(force),
            };
            return file.Run();
        });
        return command;
    }
}
