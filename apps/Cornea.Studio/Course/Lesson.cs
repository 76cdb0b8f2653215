using System.Text;
using System.Text.Json.Nodes;

namespace Cornea.Studio.Course;

/// <summary>A lesson of the course: a program whose comments are its text.</summary>
/// <param name="Id">The name of its file without the ending.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Command">How it is run.</param>
/// <param name="Blocks">Text, which may be a heading, and the code it speaks of, in turn.</param>
internal sealed record Lesson(string Id, string Title, string Command, IReadOnlyList<LessonBlock> Blocks)
{
    private const string Heading = "page.Heading(\"";

    /// <summary>Takes a program apart.</summary>
    /// <param name="id">The name of its file without the ending.</param>
    /// <param name="program">Its text. It begins with directives and a comment that says what it is about and how it is run.</param>
    public static Lesson Parse(string id, string program)
    {
        var lines = program.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        var at = Array.FindIndex(lines, line => line.StartsWith("//", StringComparison.Ordinal));
        var title = Comment(lines[at]);
        title = title[(title.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim().TrimEnd('.');
        var commands = new List<string>();
        for (at++; at < lines.Length && lines[at].StartsWith("//", StringComparison.Ordinal); at++)
        {
            if (Comment(lines[at]).Length > 0)
                commands.Add(Comment(lines[at]));
        }
        return new Lesson(id, char.ToUpperInvariant(title[0]) + title[1..], string.Join('\n', commands), Split(lines, at));
    }

    /// <summary>The number of the block that a line belongs to.</summary>
    /// <param name="line">The line, from 1.</param>
    public int BlockAt(int line)
    {
        var block = 0;
        while (block + 1 < Blocks.Count && Blocks[block + 1].Line <= line)
            block++;
        return block;
    }

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["title"] = Title,
        ["command"] = Command,
        ["blocks"] = new JsonArray([.. Blocks.Select(block => new JsonObject
        {
            ["text"] = block.Text,
            ["isHeading"] = block.IsHeading,
            ["code"] = block.Code,
        })]),
    };

    // A comment at the beginning of a line, or a heading that the lesson itself writes, begins a block. The program stops at the same
    // lines: the project file puts a call of LessonRun.Reach before them.
    private static List<LessonBlock> Split(string[] lines, int from)
    {
        var blocks = new List<LessonBlock>();
        var (isHeading, first) = (false, from);
        var (text, code) = (new StringBuilder(), new StringBuilder());
        for (var at = from; at < lines.Length; at++)
        {
            var line = lines[at];
            if (line.StartsWith(Heading, StringComparison.Ordinal))
            {
                // A comment just above a heading is said below it.
                if (code.ToString().Trim().Length > 0 || isHeading)
                    Close(at);
                isHeading = true;
                text.Insert(0, line[Heading.Length..].Split('"')[0] + (text.Length > 0 ? "\n" : ""));
            }
            if (!line.StartsWith("// ", StringComparison.Ordinal))
            {
                code.Append(line).Append('\n');
                continue;
            }
            if (code.ToString().Trim().Length > 0)
                Close(at);
            text.Append(text.Length > 0 ? " " : "").Append(Comment(line));
        }
        Close(lines.Length);
        return blocks;

        void Close(int next)
        {
            if (text.Length > 0 || code.ToString().Trim().Length > 0)
                blocks.Add(new LessonBlock(first + 1, text.ToString(), isHeading, code.ToString().Trim('\n')));
            (isHeading, first) = (false, next);
            text.Clear();
            code.Clear();
        }
    }

    private static string Comment(string line) => line[2..].Trim();
}
