using Cornea.Compilation.Scheduling;
using Cornea.Devices.Cpu.Convolution;
using Cornea.Devices.Cpu.Convolution.Winograd;
using Cornea.Devices.Cpu.Elementwise;
using Cornea.Devices.Cpu.Indexing;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Pooling;
using Cornea.Devices.Cpu.RandomNumbers;
using Cornea.Devices.Cpu.Recurrence;
using Cornea.Devices.Cpu.Reduction;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu;

/// <summary>Kernels for the processor's cores: vectors where they help, lanes that share tiles.</summary>
internal sealed class CpuBackend(Lanes lanes, GemmScratch? scratch = null) : Backend
{
    private readonly GemmScratch _scratch = scratch ?? new(lanes.Count);

    public override Kernel Lower(KernelSpec spec) => spec switch
    {
        ElementwiseSpec elementwise => new ElementwiseKernel(elementwise, lanes),
        ReduceSpec reduce => new ReduceKernel(reduce, lanes),
        RowSoftmaxSpec softmax => new RowSoftmaxKernel(softmax, lanes),
        MatMulSpec product => product.Reads[0].DType switch
        {
            DType.Float32 => new MatMulKernel<float>(product, lanes, _scratch),
            DType.Float64 => new MatMulKernel<double>(product, lanes, _scratch),
            DType.Int64 => new MatMulKernel<long>(product, lanes, _scratch),
            _ => new MatMulKernel<int>(product, lanes, _scratch),
        },
        ConvolutionSpec convolution when DepthwiseKernel<float>.Fits(convolution) => convolution.Reads[0].DType == DType.Float32
            ? new DepthwiseKernel<float>(convolution, lanes, _scratch)
            : new DepthwiseKernel<double>(convolution, lanes, _scratch),
        ConvolutionKernelGradientSpec gradient when DepthwiseKernelGradientKernel<float>.Fits(gradient) => gradient.Reads[0].DType == DType.Float32
            ? new DepthwiseKernelGradientKernel<float>(gradient, lanes, _scratch)
            : new DepthwiseKernelGradientKernel<double>(gradient, lanes, _scratch),
        ConvolutionSpec convolution when WinogradTransforms.Fits(convolution.Shape, convolution.Groups, convolution.Filters, convolution.Reads[0].DType) =>
            new WinogradKernel(convolution, lanes, _scratch),
        ConvolutionSpec convolution => convolution.Reads[0].DType == DType.Float32
            ? new ConvolutionKernel<float>(convolution, lanes, _scratch)
            : new ConvolutionKernel<double>(convolution, lanes, _scratch),
        ConvolutionKernelGradientSpec gradient when WinogradTransforms.Fits(gradient.Shape, gradient.Groups, gradient.Filters, gradient.Reads[0].DType) =>
            new WinogradKernelGradientKernel(gradient, lanes, _scratch),
        ConvolutionKernelGradientSpec gradient => gradient.Reads[0].DType == DType.Float32
            ? new ConvolutionKernelGradientKernel<float>(gradient, lanes, _scratch)
            : new ConvolutionKernelGradientKernel<double>(gradient, lanes, _scratch),
        PoolSpec pool => pool.Reads[0].DType == DType.Float32 ? new PoolKernel<float>(pool, lanes) : new PoolKernel<double>(pool, lanes),
        PoolGradientSpec pool => pool.Writes[0].DType == DType.Float32
            ? new PoolGradientKernel<float>(pool, lanes)
            : new PoolGradientKernel<double>(pool, lanes),
        QuarterPoolSpec pool => new QuarterPoolKernel(pool, lanes),
        QuarterPoolGradientSpec pool => new QuarterPoolGradientKernel(pool, lanes),
        PoolChoiceSpec pool => pool.Reads[0].DType == DType.Float32 ? new PoolChoiceKernel<float>(pool, lanes) : new PoolChoiceKernel<double>(pool, lanes),
        ArgReduceSpec arg => arg.Reads[0].DType switch
        {
            DType.Float32 => new ArgReduceKernel<float>(arg, lanes),
            DType.Float64 => new ArgReduceKernel<double>(arg, lanes),
            DType.Int64 => new ArgReduceKernel<long>(arg, lanes),
            DType.Int32 => new ArgReduceKernel<int>(arg, lanes),
            _ => new ArgReduceKernel<byte>(arg, lanes),
        },
        CumulativeSpec cumulative => cumulative.Reads[0].DType switch
        {
            DType.Float32 => new CumulativeKernel<float>(cumulative, lanes),
            DType.Float64 => new CumulativeKernel<double>(cumulative, lanes),
            DType.Int64 => new CumulativeKernel<long>(cumulative, lanes),
            DType.Int32 => new CumulativeKernel<int>(cumulative, lanes),
            _ => new CumulativeKernel<byte>(cumulative, lanes),
        },
        ArgSortSpec sort => sort.Reads[0].DType switch
        {
            DType.Float32 => new ArgSortKernel<float>(sort, lanes),
            DType.Float64 => new ArgSortKernel<double>(sort, lanes),
            DType.Int64 => new ArgSortKernel<long>(sort, lanes),
            DType.Int32 => new ArgSortKernel<int>(sort, lanes),
            _ => new ArgSortKernel<byte>(sort, lanes),
        },
        GatherSpec gather => new GatherKernel(gather, lanes),
        ScatterAddSpec scatter => new ScatterAddKernel(scatter),
        RandomSpec random => new RandomKernel(random, lanes),
        ScanSpec scan => new ScanKernel(scan, this),
        _ => throw new NotSupportedException($"The CPU backend has no kernel for {spec.Name}. Add one to CpuBackend.Lower."),
    };
}
