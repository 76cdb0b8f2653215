namespace Cornea.Data;

/// <summary>The samples of another source, each passed through a function.</summary>
internal sealed class MapAccess(SampleAccess source, Func<Sample, Sample> function) : SampleAccess
{
    public override Sample At(int index) => Apply(function, source.At(index));

    /// <summary>The result of the function, computed here and now: a graph would be compiled on the thread that reads it.</summary>
    public static Sample Apply(Func<Sample, Sample> function, Sample sample)
    {
        Sample result = function(sample) ?? throw new InvalidOperationException(
            "The function given to Dataset.Map returned null. Return a sample, such as (x, y).");
        return new Sample(Values(result.X), Values(result.Y), Values(result.Weights));
    }

    private static Tensors Values(Tensors tensors) => tensors.Select(static tensor => tensor.Detach()).ToArray();
}
