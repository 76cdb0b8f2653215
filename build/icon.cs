#:project ../src/Cornea/Cornea.csproj
#:property PublishAot=false

// Draws the packages' icon: an eye whose pupil is a picture of 3 x 3 pixels, as a kernel sees one.
//
//   dotnet run build/icon.cs        writes build/icon.png

using Cornea;

const int Size = 128;
const int Samples = 4;

var background = new[] { 24f, 32f, 72f };
var white = new[] { 246f, 248f, 252f };
var iris = new[] { 44f, 132f, 220f };
var rim = new[] { 18f, 70f, 150f };
var pupil = new[] { 12f, 18f, 40f };
// Sobel's horizontal kernel: negative weights dark, zero grey, positive weights light.
float[] kernel = [-1, 0, 1, -2, 0, 2, -1, 0, 1];

var pixels = new byte[Size * Size * 3];
for (var row = 0; row < Size; row++)
{
    for (var column = 0; column < Size; column++)
        Pixel(row, column).CopyTo(pixels.AsSpan((row * Size + column) * 3));
}
PngFile.Write(Path.Combine("build", "icon.png"), pixels, Size, Size, 3);

// The mean over Samples x Samples points of a pixel: red, green, blue.
byte[] Pixel(int row, int column)
{
    var sum = new float[3];
    for (var point = 0; point < Samples * Samples; point++)
    {
        var y = row + (point / Samples + 0.5f) / Samples - Size / 2f;
        var x = column + (point % Samples + 0.5f) / Samples - Size / 2f;
        var color = Color(x, y);
        for (var channel = 0; channel < 3; channel++)
            sum[channel] += color[channel];
    }
    return [.. sum.Select(total => (byte)(total / (Samples * Samples)))];
}

// The color at a point whose origin is the center of the icon.
float[] Color(float x, float y)
{
    // The lids are two circles; the eye is what both cover.
    const float LidRadius = 66;
    const float LidShift = 30;
    if (x * x + (Math.Abs(y) + LidShift) * (Math.Abs(y) + LidShift) > LidRadius * LidRadius)
        return background;
    var distance = MathF.Sqrt(x * x + y * y);
    if (distance > 33)
        return white;
    if (distance > 29)
        return rim;
    const float Cell = 11;
    if (Math.Abs(x) >= 1.5f * Cell + 1 || Math.Abs(y) >= 1.5f * Cell + 1)
        return iris;
    if (Math.Abs(x) >= 1.5f * Cell || Math.Abs(y) >= 1.5f * Cell)
        return pupil;
    var weight = kernel[(int)((y + 1.5f * Cell) / Cell) * 3 + (int)((x + 1.5f * Cell) / Cell)];
    return [.. Enumerable.Range(0, 3).Select(channel => pupil[channel] + (white[channel] - pupil[channel]) * (weight + 2) / 4)];
}
