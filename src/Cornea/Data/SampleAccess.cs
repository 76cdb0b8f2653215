namespace Cornea.Data;

/// <summary>The samples of one pass by number. Safe for several threads at once.</summary>
internal abstract class SampleAccess
{
    public abstract Sample At(int index);

    /// <summary>The targets of a sample; sources whose inputs are dear leave those unread.</summary>
    public virtual Tensors LabelsAt(int index) => At(index).Y;

    /// <summary>Several samples as a batch.</summary>
    public virtual Sample Rows(ReadOnlySpan<int> indices)
    {
        var samples = new Sample[indices.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = At(indices[i]);
        }
        return Stacking.Stack(samples);
    }
}
