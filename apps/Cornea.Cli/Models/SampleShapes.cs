using System.Globalization;

namespace Cornea.Cli.Models;

/// <summary>Shapes of samples as they are typed: <c>28x28x1</c>.</summary>
internal static class SampleShapes
{
    /// <summary>Reads a shape; null where there is none.</summary>
    /// <param name="option">The option it was given to, for the message.</param>
    /// <param name="text">The text.</param>
    public static Shape? Parse(string option, string? text)
    {
        if (text is null)
            return null;
        int[] lengths =
        [
            .. text.Split('x', 'X', ',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture,
                out var length) ? length : 0),
        ];
        return lengths.All(length => length > 0) ? new Shape(lengths)
            : throw new CommandException(ExitCode.Usage, $"{option} expects the shape of a sample such as 28x28x1, but received '{text}'.");
    }
}
