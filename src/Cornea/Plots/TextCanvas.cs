using System.Text;

namespace Cornea.Plots;

/// <summary>A drawing made of characters. With braille a character has 2 x 4 dots, else it is one mark.</summary>
internal sealed class TextCanvas(int columns, int rows, bool braille, TextTerminal terminal)
{
    // The bit of each dot of a braille character, by row and column (Unicode, block 2800).
    private static readonly int[,] Dots = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    private readonly int[,] _dots = new int[rows, columns];
    private readonly int[,] _series = new int[rows, columns];

    /// <summary>Dots from left to right.</summary>
    public int Width { get; } = braille ? columns * 2 : columns;

    /// <summary>Dots from top to bottom.</summary>
    public int Height { get; } = braille ? rows * 4 : rows;

    /// <summary>Draws a straight line of dots, both ends included (Bresenham). A later series covers an earlier one.</summary>
    public void Line(int x1, int y1, int x2, int y2, int series)
    {
        int dx = Math.Abs(x2 - x1), dy = -Math.Abs(y2 - y1), error = dx + dy;
        while (true)
        {
            Dot(x1, y1, series);
            if (x1 == x2 && y1 == y2) return;
            var doubled = 2 * error;
            if (doubled >= dy)
            {
                error += dy;
                x1 += Math.Sign(x2 - x1);
            }

            if (doubled <= dx)
            {
                error += dx;
                y1 += Math.Sign(y2 - y1);
            }
        }
    }

    /// <summary>One row of characters, with colours where the terminal has them.</summary>
    public string Row(int row)
    {
        var line = new StringBuilder();
        var current = -1;
        var end = columns;
        while (end > 0 && _series[row, end - 1] == 0) end--;
        for (var column = 0; column < end; column++)
        {
            var series = _series[row, column] - 1;
            if (series < 0)
            {
                line.Append(' ');
                continue;
            }

            if (terminal.Color != ColorLevel.None && series != current) line.Append(Ansi.Foreground(terminal.Color, Palette.Color(series)));
            current = series;
            line.Append(braille ? (char)(0x2800 + _dots[row, column]) : Palette.Mark(series, terminal.Unicode));
        }

        if (current >= 0 && terminal.Color != ColorLevel.None) line.Append(Ansi.Reset);
        return line.ToString();
    }

    private void Dot(int x, int y, int series)
    {
        var (row, column) = braille ? (y / 4, x / 2) : (y, x);
        _dots[row, column] |= braille ? Dots[y % 4, x % 2] : 1;
        _series[row, column] = series + 1;
    }
}
