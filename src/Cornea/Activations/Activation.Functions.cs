namespace Cornea.Activations;

public abstract partial record Activation
{
    /// <summary>x above 0, alpha * (e^(x / alpha) - 1) below: the slope is 1 at 0 for every alpha.</summary>
    public static CeluActivation Celu { get; } = new();

    /// <summary>x above 0, alpha * (e^x - 1) below.</summary>
    public static EluActivation Elu { get; } = new();

    /// <summary>e^x.</summary>
    public static ExponentialActivation Exponential { get; } = new();

    /// <summary>
    /// x times the normal distribution function: x (1 + erf(x / sqrt 2)) / 2; or 0.5 x (1 + tanh(sqrt(2 / pi) (x +
    /// 0.044715 x³))).
    /// </summary>
    public static GeluActivation Gelu { get; } = new();

    /// <summary>a * sigmoid(b), where a and b are the first and the second half along an axis.</summary>
    public static GluActivation Glu { get; } = new();

    /// <summary>x where |x| is above the threshold, else 0.</summary>
    public static HardShrinkActivation HardShrink { get; } = new();

    /// <summary>0 up to -3, 1 from 3 on, x / 6 + 0.5 between. (Keras 2 had 0.2 x + 0.5.)</summary>
    public static HardSigmoidActivation HardSigmoid { get; } = new();

    /// <summary>x * hard_sigmoid(x), also called hard swish: 0 up to -3, x from 3 on, x (x + 3) / 6 between.</summary>
    public static HardSiluActivation HardSilu { get; } = new();

    /// <summary>x limited to -1 to 1.</summary>
    public static HardTanhActivation HardTanh { get; } = new();

    /// <summary>x above 0, slope * x below.</summary>
    public static LeakyReluActivation LeakyRelu { get; } = new();

    /// <summary>x itself.</summary>
    public static LinearActivation Linear { get; } = new();

    /// <summary>log(1 / (1 + e^-x)) = -softplus(-x), without overflow.</summary>
    public static LogSigmoidActivation LogSigmoid { get; } = new();

    /// <summary>The logarithm of the softmax along an axis, without overflow.</summary>
    public static LogSoftmaxActivation LogSoftmax { get; } = new();

    /// <summary>x * tanh(softplus(x)).</summary>
    public static MishActivation Mish { get; } = new();

    /// <summary>x limited to 0 to 6.</summary>
    public static Relu6Activation Relu6 { get; } = new();

    /// <summary>
    /// x above the threshold, slope * (x - threshold) at and below it, and never more than the maximum; with the
    /// defaults max(x, 0).
    /// </summary>
    public static ReluActivation Relu { get; } = new();

    /// <summary>1.0507 * elu(x, 1.6733): outputs keep mean 0 and variance 1 from layer to layer, with LecunNormal kernels.</summary>
    public static SeluActivation Selu { get; } = new();

    /// <summary>1 / (1 + e^-x), between 0 and 1.</summary>
    public static SigmoidActivation Sigmoid { get; } = new();

    /// <summary>x * sigmoid(x), also called swish.</summary>
    public static SiluActivation Silu { get; } = new();

    /// <summary>x moved towards 0 by the threshold where |x| is above it, else 0.</summary>
    public static SoftShrinkActivation SoftShrink { get; } = new();

    /// <summary>e^x over the sum of e^x along an axis, without overflow: positive numbers that sum to 1.</summary>
    public static SoftmaxActivation Softmax { get; } = new();

    /// <summary>log(1 + e^x), without overflow.</summary>
    public static SoftplusActivation Softplus { get; } = new();

    /// <summary>x / (1 + |x|), between -1 and 1.</summary>
    public static SoftsignActivation Softsign { get; } = new();

    /// <summary>0 up to -1, x from 1 on, (x + 1)² / 4 between.</summary>
    public static SparsePlusActivation SparsePlus { get; } = new();

    /// <summary>0 up to -1, 1 from 1 on, (x + 1) / 2 between.</summary>
    public static SparseSigmoidActivation SparseSigmoid { get; } = new();

    /// <summary>max(x - tau, 0) along an axis: like softmax, but small inputs give exactly 0.</summary>
    public static SparsemaxActivation Sparsemax { get; } = new();

    /// <summary>(x + sqrt(x² + b)) / 2: a smooth relu without exponentials.</summary>
    public static SquareplusActivation Squareplus { get; } = new();

    /// <summary>The hyperbolic tangent, between -1 and 1.</summary>
    public static TanhActivation Tanh { get; } = new();

    /// <summary>x - tanh(x).</summary>
    public static TanhShrinkActivation TanhShrink { get; } = new();
}
