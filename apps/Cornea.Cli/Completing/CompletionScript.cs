using System.CommandLine;
using System.CommandLine.Completions;
using System.Text;
using Cornea.Cli.Help;

namespace Cornea.Cli.Completing;

/// <summary>Scripts by which shells complete what is typed: words of each command, and values of each option. Elsewhere files are
/// offered.</summary>
internal static class CompletionScript
{
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "powershell"];

    public static string Of(Command root, string shell)
    {
        var (words, values) = (new SortedDictionary<string, string[]>(StringComparer.Ordinal),
            new SortedDictionary<string, string[]>(StringComparer.Ordinal));
        Collect(root, words, values);
        return shell switch
        {
            "bash" => Bash(words, values),
            "zsh" => "autoload -U +X bashcompinit && bashcompinit\n" + Bash(words, values),
            "fish" => Fish(words, values),
            _ => PowerShell(words, values),
        };
    }

    // By the command's full name, without that of the tool: "runs compare", or "" for the tool itself.
    private static void Collect(Command command, SortedDictionary<string, string[]> words, SortedDictionary<string, string[]> values)
    {
        var name = string.Join(' ', HelpText.FullName(command).Split(' ')[1..]);
        var options = command.Options.Concat(command.Parents.OfType<Command>().SelectMany(Inherited))
            .Where(option => !option.Hidden).ToArray();
        words[name] =
        [
            .. command.Subcommands.Where(child => !child.Hidden).Select(child => child.Name),
            .. options.SelectMany(option => option.Aliases.Append(option.Name)).Distinct(),
            .. command.Arguments.SelectMany(argument => argument.CompletionSources).SelectMany(Labels),
        ];
        foreach (var option in options.Where(option => option.ValueType != typeof(bool)))
        {
            string[] labels = [.. option.CompletionSources.SelectMany(Labels)];
            if (labels.Length > 0)
                values[option.Name] = [.. labels.Union(values.GetValueOrDefault(option.Name, []))];
        }
        foreach (var child in command.Subcommands.Where(child => !child.Hidden))
            Collect(child, words, values);
    }

    private static IEnumerable<Option> Inherited(Command command) => command.Options.Where(option => option.Recursive)
        .Concat(command.Parents.OfType<Command>().SelectMany(Inherited));

    private static IEnumerable<string> Labels(Func<CompletionContext, IEnumerable<CompletionItem>> source) =>
        source(CompletionContext.Empty).Select(item => item.Label);

    private static string Bash(SortedDictionary<string, string[]> words, SortedDictionary<string, string[]> values)
    {
        var text = new StringBuilder("""
            _cornea() {
              local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= i
              for ((i = 1; i < COMP_CWORD && i < 3; i++)); do
                [[ ${COMP_WORDS[i]} == -* ]] && break
                command="${command:+$command }${COMP_WORDS[i]}"
              done
              case $before in

            """.ReplaceLineEndings("\n"));
        foreach (var (option, labels) in values)
            text.Append($"    {option}) COMPREPLY=($(compgen -W '{string.Join(' ', labels)}' -f -- \"$word\")); return;;\n");
        text.Append("  esac\n  local words=\n  case $command in\n");
        // The longest names first: the arguments of a command may follow its name.
        foreach (var (command, offered) in words.OrderByDescending(entry => entry.Key.Length))
            text.Append($"    '{command}'{(command.Length == 0 ? "" : $"|'{command} '*")}) words='{string.Join(' ', offered)}';;\n");
        return text.Append("""
              esac
              COMPREPLY=($(compgen -W "$words" -- "$word"))
              [[ -n $command && $word != -* ]] && COMPREPLY+=($(compgen -f -- "$word"))
            }
            complete -o filenames -F _cornea cornea

            """.ReplaceLineEndings("\n")).ToString();
    }

    private static string Fish(SortedDictionary<string, string[]> words, SortedDictionary<string, string[]> values)
    {
        var text = new StringBuilder();
        foreach (var (command, offered) in words)
        {
            var condition = command.Length == 0 ? "__fish_use_subcommand"
                : string.Join("; and ", command.Split(' ').Select(part => $"__fish_seen_subcommand_from {part}"));
            foreach (var word in offered)
            {
                if (!word.StartsWith('-'))
                    text.Append($"complete -c cornea -n '{condition}' -a '{word}'\n");
                else if (word.StartsWith("--", StringComparison.Ordinal))
                    text.Append($"complete -c cornea -n '{condition}' -l {word[2..]}{Value(word)}\n");
            }
        }
        return text.ToString();

        string Value(string option) =>
            values.TryGetValue(option, out var labels) ? $" -r -a '{string.Join(' ', labels)}'" : "";
    }

    private static string PowerShell(SortedDictionary<string, string[]> words, SortedDictionary<string, string[]> values)
    {
        var text = new StringBuilder("""
            Register-ArgumentCompleter -Native -CommandName cornea -ScriptBlock {
              param($word, $ast, $position)

            """.ReplaceLineEndings("\n"));
        Table("words", words);
        Table("values", values);
        return text.Append("""
              $typed = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
              if ($word -ne '' -and $typed.Count -gt 0) { $typed = @($typed | Select-Object -SkipLast 1) }
              $offered = $null
              if ($typed.Count -gt 0) { $offered = $values[$typed[-1]] }
              if (-not $offered) {
                $names = @($typed | Where-Object { $_ -notlike '-*' })
                for ($n = [Math]::Min(2, $names.Count); $n -ge 0 -and -not $offered; $n--) {
                  $offered = $words[($names | Select-Object -First $n) -join ' ']
                }
              }
              $offered | Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }

            """.ReplaceLineEndings("\n")).ToString();

        void Table(string name, SortedDictionary<string, string[]> entries)
        {
            text.Append($"  ${name} = @{{\n");
            foreach (var (key, offered) in entries)
                text.Append($"    '{key}' = @({string.Join(", ", offered.Select(word => $"'{word}'"))})\n");
            text.Append("  }\n");
        }
    }
}
