using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Elementwise;

/// <summary>Pictures turned to have their channels last: each element is looked up by hand.</summary>
public sealed class InterleaveTests
{
    // More places than a tile has, and fewer; a number of channels with a loop of its own, and others.
    [Theory]
    [InlineData(2, 2, 5, 7)]
    [InlineData(3, 3, 96, 101)]
    [InlineData(1, 3, 4, 4)]
    [InlineData(2, 4, 90, 92)]
    [InlineData(2, 5, 3, 3)]
    public void Planes_become_the_numbers_of_each_place(int pictures, int channels, int height, int width)
    {
        float[] values = [.. Enumerable.Range(0, pictures * channels * height * width).Select(i => (float)i)];
        var input = Tensor.Input([pictures, channels, height, width]);
        var turned = new CompiledFunction([input], [input.Transpose(0, 2, 3, 1)]);
        values.CopyTo(turned.Input<float>(0));
        turned.Run();
        var result = turned.Output<float>(0);
        for (var i = 0; i < result.Length; i++)
        {
            var (channel, place, picture) = (i % channels, i / channels % (height * width), i / channels / (height * width));
            result[i].ShouldBe(values[(picture * channels + channel) * height * width + place]);
        }
    }
}
