using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Cornea.Cli.Help;

/// <summary>The help of a command as text: what it does, how it is typed, its arguments and options, examples, exit codes.</summary>
internal sealed partial class HelpText
{
    private const int Narrowest = 40, Widest = 100, Indent = 2;
    private readonly StringBuilder _text = new();
    private readonly int _width;

    private HelpText(int width) => _width = width;

    /// <summary>The help.</summary>
    /// <param name="command">The command.</param>
    /// <param name="width">Columns of the terminal; lines are 40 to 100 wide and no word is broken.</param>
    public static string Of(Command command, int width)
    {
        var help = new HelpText(Math.Clamp(width, Narrowest, Widest));
        help.Write(command);
        return help._text.ToString();
    }

    /// <summary>The command with those it belongs to: <c>cornea data list</c>.</summary>
    public static string FullName(Command command) =>
        string.Join(' ', Ancestors(command).Reverse().Append(command).Select(part => part.Name));

    private void Write(Command command)
    {
        Paragraph(command.Description ?? "", 0);
        _text.Append("\nUsage:\n");
        Paragraph(Usage(command), Indent, Indent + 4);
        Section("Commands:", command.Subcommands.Where(child => !child.Hidden).Select(child => (child.Name, child.Description ?? "")));
        Section("Arguments:", command.Arguments.Where(argument => !argument.Hidden).Select(argument =>
            (Bracketed(argument), Described(argument.Description, argument.HasDefaultValue ? argument.GetDefaultValue() : null))));
        Section("Options:", command.Options.Where(option => !option.Hidden && !option.Recursive).Select(Row));
        var common = Ancestors(command).Prepend(command).SelectMany(owner => owner.Options)
            .Where(option => option.Recursive && !option.Hidden);
        Section("Options of every command:", common.Select(Row));
        if (command is ToolCommand tool)
        {
            foreach (var note in tool.Notes)
            {
                _text.Append('\n');
                Paragraph(note, 0);
            }
            Examples(tool.Examples);
        }
        _text.Append("\nExit codes:\n");
        Paragraph(string.Join(", ", ExitCode.All.Select(code => string.Create(CultureInfo.InvariantCulture, $"{code.Code} {code.Meaning}"))
            .Select(code => code.Replace(' ', '\u00a0'))) + ".", Indent);
    }

    private static IEnumerable<Command> Ancestors(Command command)
    {
        for (var parent = command.Parents.OfType<Command>().FirstOrDefault(); parent is not null;
            parent = parent.Parents.OfType<Command>().FirstOrDefault())
        {
            yield return parent;
        }
    }

    private static string Usage(Command command)
    {
        var text = new StringBuilder(FullName(command));
        if (command.Subcommands.Count > 0)
            text.Append(" COMMAND");
        foreach (var argument in command.Arguments.Where(argument => !argument.Hidden))
            text.Append(' ').Append(argument.Arity.MinimumNumberOfValues == 0 ? $"[{Bracketed(argument)}]" : Bracketed(argument));
        return text.Append(" [options]").ToString();
    }

    private static string Bracketed(Argument argument) =>
        $"{argument.HelpName ?? argument.Name}{(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "")}";

    private static (string Name, string Says) Row(Option option)
    {
        var names = string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Append(option.Name).Distinct()
            .OrderBy(name => name.Length));
        var takesValue = option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0;
        return (takesValue ? $"{names} <{option.HelpName ?? "VALUE"}>" : names,
            Described(option.Description, takesValue && option.HasDefaultValue ? option.GetDefaultValue() : null));
    }

    private static string Described(string? description, object? initial) =>
        initial is null or "" ? description ?? "" : string.Create(CultureInfo.InvariantCulture, $"{description} [{initial}]");

    private void Section(string title, IEnumerable<(string Name, string Says)> rows)
    {
        var entries = rows.ToArray();
        if (entries.Length == 0)
            return;
        _text.Append('\n').Append(title).Append('\n');
        // The texts stand beside the names where that leaves them room, else below.
        var column = Indent + entries.Max(entry => entry.Name.Length) + 2;
        var beside = column <= _width / 2;
        foreach (var (name, says) in entries)
        {
            if (beside)
            {
                Paragraph(name.Replace(' ', '\u00a0').PadRight(column - Indent, '\u00a0') + says, Indent, column);
                continue;
            }
            Paragraph(name, Indent, Indent + 2);
            Paragraph(says, Indent + 4);
        }
    }

    private void Examples(IReadOnlyList<Example> examples)
    {
        if (examples.Count == 0)
            return;
        _text.Append("\nExamples:\n");
        foreach (var example in examples)
        {
            foreach (var line in Wrapping.Lines(Joined(example.Line), _width - Indent - 6, " \\"))
                _text.Append(' ', line.IsFirst ? Indent : Indent + 4).Append(line.Text.Replace('\u00a0', ' ')).Append('\n');
            if (example.Says.Length > 0)
                Paragraph(example.Says, Indent + 4);
        }
    }

    // An option and its value stay on one line, unless they are longer than the narrowest.
    private static string Joined(string line) => OptionAndValue().Replace(line, match =>
        match.Length < Narrowest - 10 ? match.Value.Replace(' ', '\u00a0') : match.Value);

    [GeneratedRegex(@"--\S+ [^-\s]\S*", RegexOptions.CultureInvariant)]
    private static partial Regex OptionAndValue();

    private void Paragraph(string text, int indent, int? following = null)
    {
        var rest = following ?? indent;
        foreach (var line in Wrapping.Lines(text, _width - Math.Max(indent, rest), first: _width - indent))
            _text.Append(' ', line.IsFirst ? indent : rest).Append(line.Text.Replace('\u00a0', ' ').TrimEnd()).Append('\n');
    }
}
