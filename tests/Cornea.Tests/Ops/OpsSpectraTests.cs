using Shouldly;
using static Cornea.Tests.Ops.OpsElementwiseTests;
using O = Cornea.Ops;

namespace Cornea.Tests.Ops;

// What is found is put back into the equation that it solves.
public sealed class OpsSpectraTests
{
    private static readonly Tensor A = RandomKey.From(4).Normal([2, 6, 4]).Cast(DType.Float64).Compute();

    [Fact]
    public void Eigenvalues_and_vectors_of_symmetric_matrices()
    {
        Close(O.Eigh(Tensor.From([2f, 1, 1, 2], [2, 2])).Values, 1, 3);
        Close(O.Eigh(Tensor.From([5f], [1, 1])).Values, 5);
        Close(O.Eigh(Tensor.Eye(3)).Values, 1, 1, 1);
        var symmetric = Tensor.MatMul(A, A.SwapAxes(1, 2)).Compute();
        var (values, vectors) = O.Eigh(symmetric);
        Same(Tensor.MatMul(symmetric, vectors), vectors * values.ExpandDims(1));
        Same(Tensor.MatMul(vectors.SwapAxes(1, 2), vectors), Tensor.Eye(6, dtype: DType.Float64).BroadcastTo([2, 6, 6]));
        O.Diff(values).Min().Item<double>().ShouldBeGreaterThan(-1e-12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Singular_values_and_their_vectors(bool wide)
    {
        var a = wide ? A.SwapAxes(1, 2) : A;
        var (u, s, v) = O.Svd(a);
        (u.Shape[^1], s.Shape[^1], v.Shape[^2]).ShouldBe((4, 4, 4));
        Same(Tensor.MatMul(u * s.ExpandDims(1), v), a);
        var identity = Tensor.Eye(4, dtype: DType.Float64).BroadcastTo([2, 4, 4]);
        Same(Tensor.MatMul(u.SwapAxes(1, 2), u), identity);
        Same(Tensor.MatMul(v, v.SwapAxes(1, 2)), identity);
        O.Diff(s).Max().Item<double>().ShouldBeLessThan(0);
        Close(O.Svd(Tensor.From([3f, 0, 0, -4], [2, 2])).S, 4, 3);
    }

    [Fact]
    public void The_inverse_of_Moore_and_Penrose_and_the_rank()
    {
        var inverse = O.PInv(A);
        inverse.Shape.ShouldBe([2, 4, 6]);
        Same(Tensor.MatMul(inverse, A), Tensor.Eye(4, dtype: DType.Float64).BroadcastTo([2, 4, 4]));
        // Rank 1: twice the same row.
        var flat = Tensor.From([1f, 2, 2, 4], [2, 2]);
        Close(O.PInv(flat), 0.04, 0.08, 0.08, 0.16);
        O.MatrixRank(flat).Item<int>().ShouldBe(1);
        O.MatrixRank(A).ToArray<int>().ShouldBe([4, 4]);
        O.MatrixRank(Tensor.Zeros([3, 2])).Item<int>().ShouldBe(0);
    }

    [Fact]
    public void Transforms_of_Fourier()
    {
        // The transform of 1 2 3 4: 10, -2 + 2i, -2, -2 - 2i.
        var (real, imaginary) = O.Fft(Tensor.From([1f, 2, 3, 4]), Tensor.Zeros([4]));
        Close(real, 10, -2, -2, -2);
        Close(imaginary, 0, 2, 0, -2);
        var (half, rest) = O.Rfft(Tensor.From([1f, 2, 3, 4]));
        Close(half, 10, -2, -2);
        Close(rest, 0, 2, 0);
        foreach (var length in new[] { 7, 8 })
        {
            var x = RandomKey.From(length).Normal([3, length]).Compute();
            var (re, im) = O.Rfft(x);
            re.Shape.ShouldBe([3, length / 2 + 1]);
            O.Irfft(re, im, length).ToArray().ShouldBe(x.ToArray(), 1e-5);
        }
        O.Rfft(Tensor.Ones([2, 5]), 8).Real.Shape.ShouldBe([2, 5]);
    }

    [Fact]
    public void Transforms_along_two_axes_and_of_windows()
    {
        Tensor re = RandomKey.From(1).Normal([2, 4, 6]).Compute(), im = RandomKey.From(2).Normal([2, 4, 6]).Compute();
        var (real, imaginary) = O.Fft2(re, im);
        real.ToArray()[0].ShouldBe(re[0].Sum().Item(), 1e-4);
        var (backReal, backImaginary) = O.Ifft2(real, imaginary);
        backReal.ToArray().ShouldBe(re.ToArray(), 1e-5);
        backImaginary.ToArray().ShouldBe(im.ToArray(), 1e-5);

        // A wave of two turns per window has its window's sum, halved, at frequency 2.
        var wave = (Tensor.Arange(0, 64) * (2 * Math.PI * 2 / 16)).Cos();
        var (x, y) = O.Stft(wave, 16, 8, 16, WindowFunction.None, center: false);
        x.Shape.ShouldBe([7, 9]);
        Close(x[0], 0, 0, 8, 0, 0, 0, 0, 0, 0);
        y.Abs().Max().Item().ShouldBeLessThan(1e-4f);
        O.Stft(wave, 16, 8, 32).Real.Shape.ShouldBe([9, 17]);
        Should.Throw<ArgumentException>(() => O.Stft(wave, 16, 8, 8)).Message.ShouldContain("no shorter than windows of 16");
    }

    [Theory]
    [InlineData(WindowFunction.Hann, true, 8)]
    [InlineData(WindowFunction.None, false, 16)]
    public void Windows_lead_back_to_the_signal(WindowFunction window, bool center, int stride)
    {
        var x = RandomKey.From(9).Normal([2, 80]).Compute();
        var (real, imaginary) = O.Stft(x, 16, stride, 16, window, center);
        O.Istft(real, imaginary, 16, stride, 16, length: 80, window, center).ToArray().ShouldBe(x.ToArray(), 1e-4);
        O.Istft(real, imaginary, 16, stride, 16, window: window, center: center).Shape.ShouldBe([2, 80]);
    }

    private static void Same(Tensor actual, Tensor expected)
    {
        actual.Shape.ShouldBe(expected.Shape);
        ((actual - expected).Abs().Max() / expected.Abs().Max()).Item<double>().ShouldBeLessThan(1e-10);
    }
}
