"""What a deputy does in review says for whom, and neither that nor who stood in for whom is changed afterwards."""

from django.db import migrations, models

from accounts.triggers import under_triggers
from checklists.triggers import Refuse, changed

FINAL = "This is on record and cannot be changed."
FOR_WHOM = {"treatment": "treated_for", "confirmation": "confirmed_for", "returnreason": "returned_for"}


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0014_reviews_continue"),
        ("accounts", "0008_deputies"),
    ]

    operations = [
        *under_triggers(
            *(
                migrations.AddField(
                    model_name=model, name=field, field=models.CharField(blank=True, default="", max_length=200)
                )
                for model, field in FOR_WHOM.items()
            )
        ),
        *(
            Refuse(
                name=f"{model}_for_whom",
                table=f"partnerships_{model}",
                event="UPDATE",
                when=changed(field),
                message=FINAL,
            )
            for model, field in FOR_WHOM.items()
        ),
        Refuse(
            name="deputyship_final",
            table="accounts_deputyship",
            event="UPDATE",
            when=f"{changed('manager_id', 'deputy_id', 'first_on', 'last_on', 'named_at', 'named_by_id')} OR OLD.ended_at IS NOT NULL",
            message=FINAL,
        ),
        Refuse(name="deputyship_kept", table="accounts_deputyship", event="DELETE", when="TRUE", message=FINAL),
    ]
