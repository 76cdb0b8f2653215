namespace Cornea.Imaging;

/// <summary>The pixels of one pass: columns from X in steps of StepX, rows from Y in steps of StepY.</summary>
internal readonly record struct PngPass(int X, int Y, int StepX, int StepY)
{
    public int Columns(int width) => (width - X + StepX - 1) / StepX;

    public int Rows(int height) => (height - Y + StepY - 1) / StepY;
}
