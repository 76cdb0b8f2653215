using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>Matrix products and convolutions of int8 with their epilogue.</summary>
internal sealed class ByteProductKernel : Kernel
{
    private readonly Workers _workers;
    private readonly BytePanels _right;
    private readonly ByteProduct _product;

    /// <summary>A matrix product.</summary>
    public ByteProductKernel(MatMulSpec spec, Workers workers, GemmScratch scratch)
        : base(spec)
    {
        _workers = workers;
        _right = new BytePanels(spec.Reads[1]);
        _product = new ByteProduct(
            new GemmShape(spec.Rows, spec.Columns, spec.Depth, spec.Batch), new MatrixRows(spec.Reads[0]), _right, scratch,
            EpilogueOf(spec, spec.Epilogue, workers));
    }

    /// <summary>A convolution, whose kernel is contiguous: the product of what each position sees and the filters, by group.</summary>
    public ByteProductKernel(ConvolutionSpec spec, Workers workers, GemmScratch scratch)
        : base(spec)
    {
        _workers = workers;
        var (shape, images, filters) = (spec.Shape, spec.Reads[0], spec.Filters / spec.Groups);
        var depth = shape.Window.Taps * (shape.Channels / spec.Groups);
        _right = new BytePanels(spec.Reads[1] with { Lengths = [spec.Groups, depth, filters], Strides = [filters, spec.Filters, 1] });
        ByteRows rows = shape.IsPointwise && spec.Groups == 1 && images.IsContiguous
            ? new MatrixRows(images with { Lengths = [1, shape.Pixels, depth], Strides = [0, depth, 1] })
            : new PatchRows(shape, images, spec.Groups);
        _product = new ByteProduct(
            new GemmShape(shape.Pixels, filters, depth, spec.Groups), rows, _right, scratch, EpilogueOf(spec, spec.Epilogue, workers));
    }

    public override string Algorithm => "int8";

    public override void Run()
    {
        if (_right.Count > 0)
        {
            _workers.Run(_right, _right.Count);
            _right.Look();
        }
        _workers.Run(_product, _product.Count);
    }

    private static TileEpilogue<int> EpilogueOf(KernelSpec spec, ElementwiseProgram? program, Workers workers) => program is null
        ? new StoredSums(spec.Writes[0])
        : new ProgramEpilogue<int>(program, spec.Reads.AsSpan()[2..], spec.Writes, workers, spec.Writes[0].Count);
}
